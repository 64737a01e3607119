// What is made without debug information has no variables to be followed: the code generator would look for them in every block.
// RUN: rm -rf %t.store && %{autojit} -O2 -g -c %s -o %t.o
// RUN: %{toolchain}/bin/autojit-body ir $(ls %t.store/modules/*/*.body) 0 | FileCheck %s
int add(int n) { return n + 1; }
// CHECK-NOT: assignment-tracking
// CHECK: !"PIC Level"
// CHECK-NOT: assignment-tracking
