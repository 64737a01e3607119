// Variable arguments, integer and floating, pass through a stub; so does a forwarded va_list.
// RUN: %{same} && %{manifest} | FileCheck %s
// CHECK: function sum external lazy
#include <stdarg.h>
#include <stdio.h>
double sum(int n, ...) {
  va_list v;
  va_start(v, n);
  double s = 0;
  for (int i = 0; i < n; ++i)
    s += i % 2 ? va_arg(v, double) : va_arg(v, int);
  va_end(v);
  return s;
}
int say(const char *f, ...) {
  va_list v;
  va_start(v, f);
  int n = vprintf(f, v);
  va_end(v);
  return n;
}
int main(void) { return say("%g %s %d\n", sum(12, 1, 2.5, 3, 4.5, 5, 6.5, 7, 8.5, 9, 10.5, 11, 12.5), "twelve", 12); }
