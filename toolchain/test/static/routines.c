// What generated code calls without its source naming it is linked into static programs: the compiler's own routines, and the C library's.
// RUN: %{autojit} -O2 -static %s -o %t.exe && env AUTOJIT_ENGINE=auto %t.exe 1 | FileCheck %s
// CHECK: 14 1.0 0.5
// CHECK-NEXT: puts
#include <stdio.h>
#include <stdlib.h>
__attribute__((noinline)) static int divide(__int128 a) { return (int)(a * a / 7); }
__attribute__((noinline)) static double down(double a) { return __builtin_floor(a); }
__attribute__((noinline)) static double half(double a) { return (double)(_Float16)a; }
int main(int count, char **values) {
  int one = atoi(values[1]);
  printf("%d %.1f %.1f\n", divide(one * 10), down(one * 1.5), half(one * 0.5));
  printf("puts\n");
  return 0;
}
