// A body of ten gigabytes is not read: it would not fit the memory that there is.
// REQUIRES: not-sanitized
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && truncate -s 10G %t.store/modules/*/*.body
// RUN: (ulimit -v 4000000; not --crash timeout 20 %t.exe) 2>&1 | FileCheck %s && rm -rf %t.store
// CHECK: huge.c: function main cannot be materialized: its body file in the store is damaged (its parts do not fit)
int main(void) { return 0; }
