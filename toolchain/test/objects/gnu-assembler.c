// GNU's assembler takes what the compiler writes, whoever starts it.
// REQUIRES: gnu-assembler
// RUN: for flags in -O0 -O2 "-O1 -fno-pie -no-pie" "-O2 -fPIC -g" "-O1 -ffunction-sections -fcf-protection" "-O2 -save-temps=obj"; do \
// RUN:   %{same} -fno-integrated-as $flags && %{manifest} | FileCheck %s || exit 1; done
// RUN: rm -rf %t.store && %{autojit} -O1 -fno-addrsig -S %s -o %t.s && as %t.s -o %t.o && %{autojit} %t.o -o %t.exe && %t.exe | grep -x "1488 4"
// CHECK-DAG: function main external lazy
// CHECK-DAG: function lib external eager ifunc-lto
// CHECK-DAG: function compare internal lazy
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
__attribute__((target_clones("default", "avx2"))) int dot(const int *a, int n) {
  int s = 0;
  for (int i = 0; i < n; i++)
    s += a[i] * 3;
  return s;
}
static int compare(const void *a, const void *b) { return *(const int *)b - *(const int *)a; }
static _Thread_local int last;
int lib(int x) {
  int a[32];
  for (int i = 0; i < 32; i++)
    a[i] = i * x;
  qsort(a, 32, sizeof *a, compare);
  last = a[0];
  return dot(a, 32);
}
extern char **environ;
int main(int count, char **arguments) {
  printf("%d %zu\n", lib(count), strlen("name"));
  return environ && last == 31 ? 0 : 1;
}
