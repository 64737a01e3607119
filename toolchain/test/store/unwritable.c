// Where no store can be made, the file is compiled as usual, with a warning.
// RUN: env AUTOJIT_STORE=/proc/none %{toolchain}/bin/autojit-clang -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: llvm-readelf -S %t.o | FileCheck --check-prefix=OBJECT %s
// CHECK: warning: AutoJIT: compiling as usual: cannot create /proc/none/modules
// OBJECT-NOT: autojit_modules
int f(void) { return 1; }
