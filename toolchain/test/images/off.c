// AUTOJIT_IMAGES=off neither keeps images nor uses them.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && env AUTOJIT_IMAGES=off %t.exe && test ! -e %t.store/images
// RUN: %t.exe && test -e %t.store/images && rm -f %t.trace && env AUTOJIT_IMAGES=off AUTOJIT_TRACE=%t.trace %t.exe && FileCheck %s < %t.trace
// CHECK: "event":"engine"
// CHECK-NOT: "kept"
int main(void) { return 0; }
