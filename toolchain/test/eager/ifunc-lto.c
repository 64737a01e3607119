// A table that names an ifunc breaks link-time optimization (llvm-project#57870), and every body's imports are such a table: there, functions that
// name a multiversioned function of their own file are eager.
// UNSUPPORTED: llvm-19
// RUN: for linker in lld bfd gold; do for flags in -flto -flto=thin "-flto -ffat-lto-objects" "-flto=thin -O2"; do \
// RUN:   %{same} -O1 $flags -fuse-ld=$linker && %{manifest} | FileCheck %s || exit 1; done; done
// RUN: %{same} -O1 -flto=thin -fuse-ld=lld -DOTHER_FILE -x c %S/Inputs/clones.txt && %{manifest} | FileCheck --check-prefix=OTHER %s
// RUN: %{same} -O1 && %{manifest} | FileCheck --check-prefix=LAZY %s
// CHECK-DAG: function main external eager ifunc-lto
// CHECK-DAG: function address external eager ifunc-lto
// CHECK-DAG: function other external lazy
// OTHER-DAG: function main external lazy
// LAZY-DAG: function main external lazy
#include <stdio.h>
#ifdef OTHER_FILE
int dot(int n);
#else
__attribute__((target_clones("default", "avx2"))) int dot(int n) { return n * 3; }
#endif
typedef int of_int(int);
of_int *address(void) { return dot; }
int other(int a) { return a + 1; }
int main(void) {
  printf("%d %d %d\n", dot(4), other(6), address()(5));
  return 0;
}
