// Variable arguments of the Microsoft convention, whose list is another type.
// RUN: %{same} && %{same} -O2 && %{manifest} | FileCheck %s
// CHECK: function sum external lazy
#include <stdio.h>
__attribute__((ms_abi)) double sum(int n, ...) {
  __builtin_ms_va_list v;
  __builtin_ms_va_start(v, n);
  double s = 0;
  for (int i = 0; i < n; ++i)
    s += i % 2 ? __builtin_va_arg(v, double) : __builtin_va_arg(v, int);
  __builtin_ms_va_end(v);
  return s;
}
struct big {
  long v[5];
};
__attribute__((ms_abi)) struct big add(struct big b, int i) {
  b.v[i] += 7;
  return b;
}
int main(void) { printf("%g %ld\n", sum(5, 1, 2.5, 3, 4.5, 5), add((struct big){{1, 2, 3, 4, 5}}, 2).v[2]); }
