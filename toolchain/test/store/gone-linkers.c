// Whatever a linked program looks like, its function is named when the store is gone.
// RUN: rm -rf %t.store && %{autojit} -fuse-ld=bfd %s -o %t.bfd && %{autojit} -fuse-ld=lld %s -o %t.lld && %{autojit} -fcf-protection %s -o %t.marked
// RUN: %{autojit} -fPIE -pie %s -o %t.pie && %{autojit} -fno-pie -no-pie %s -o %t.fixed && %{autojit} -fno-pie -no-pie -fuse-ld=lld -fcf-protection %s -o %t.all
// RUN: rm -rf %t.store; for kind in bfd lld marked pie fixed all; do not --crash %t.$kind 2>&1 | FileCheck %s || exit 1; done
// CHECK: gone-linkers.c: function main cannot be materialized: its store is gone
int other(int a) { return a; }
int main(void) { return other(0); }
