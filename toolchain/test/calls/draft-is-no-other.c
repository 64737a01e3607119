// What shows in the result is no draft's to change: numbers that may be rounded in several ways, what the compiler knows of a value or an object, calls
// at the end of a function that take no stack, and loops that only the optimizer sees through.
// RUN: %{same} -O2 && FileCheck %s < %t.cold && %{same} -O2 -ffast-math && %{same} -O3 -march=x86-64-v3 -ffp-contract=fast && %{same} -Os
// CHECK: known 1 16
// CHECK-NEXT: odd 1
#include <stdio.h>
#include <string.h>
__attribute__((always_inline)) static inline int is_known(int x) { return __builtin_constant_p(x); }
__attribute__((noinline)) int known(void) { return is_known(7); }
__attribute__((noinline)) unsigned long size(void) {
  char text[16], *at = text;
  strcpy(at, "text");
  return __builtin_object_size(at, 0) + (text[0] == 0);
}
int is_odd(unsigned long n);
__attribute__((noinline)) int is_even(unsigned long n) { return n == 0 ? 1 : is_odd(n - 1); }
__attribute__((noinline)) int is_odd(unsigned long n) { return n == 0 ? 0 : is_even(n - 1); }
__attribute__((noinline)) double product(const double *a, const double *b, int n) {
  double sum = 0;
  for (int i = 0; i < n; ++i)
    sum += a[i] * b[i];
  return sum;
}
__attribute__((noinline)) double mixed(double a, double b, double c) { return a * b + c / (a - b); }
int main(void) {
  double a[33], b[33];
  for (int i = 0; i < 33; ++i) {
    a[i] = 1.0 / (i + 1);
    b[i] = 1e10 / (3 * i + 1);
  }
  printf("known %d %lu\n", known(), size());
  printf("odd %d\n", is_odd(10000001));
  for (int i = 0; i < 3; ++i)
    printf("%a %a\n", product(a, b, 33), mixed(a[i], b[i], 1.1));
}
