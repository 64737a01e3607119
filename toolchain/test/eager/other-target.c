// What is compiled for another machine is compiled as usual.
// RUN: rm -rf %t.store
// RUN: %{autojit} --target=aarch64-linux-gnu -c %s -o %t.o && llvm-readelf -S %t.o | FileCheck %s
// RUN: not ls %t.store
// CHECK-NOT: autojit_modules
int f(void) { return 1; }
