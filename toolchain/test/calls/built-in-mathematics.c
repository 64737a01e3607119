// A library that only lazy code needs, and that --as-needed therefore leaves out, is found where the C library's mathematics is.
// REQUIRES: link-dynamic
// RUN: rm -rf %t.store && %{autojit} -O2 -fno-math-errno %s -Wl,--as-needed -lm -o %t.exe
// RUN: llvm-readelf-22 --dynamic %t.exe | FileCheck %s --check-prefix=LEFT-OUT
// RUN: %t.exe 2 | FileCheck %s
// LEFT-OUT-NOT: libm.so
// CHECK: 0.909297
#include <stdio.h>
#include <stdlib.h>
int main(int count, char **values) {
  printf("%f\n", __builtin_sin(atof(values[1])));
  return 0;
}
