// A convention that preserves most or all registers does so on the first call too.
// RUN: %{same} && %{same} -O2 && %{same} -O2 -mavx2 -fno-inline && %{manifest} | FileCheck %s
// REQUIRES: avx2
// CHECK-DAG: function most external lazy
#include <stdio.h>
__attribute__((preserve_most, noinline)) long most(long a) { return a * 5; }
__attribute__((preserve_all, noinline)) long all(long a) { return a * 7; }
__attribute__((noinline)) long integers(long a, long b, long c, long d, long e, long f) {
  long s = most(a + b);
  return s + a * 3 + b * 5 + c * 7 + d * 11 + e * 13 + f * 17;
}
typedef double v4 __attribute__((vector_size(16)));
__attribute__((noinline)) v4 vectors(v4 a, v4 b, v4 c, v4 d, v4 e, v4 f, v4 g, v4 h) {
  double s = all(3);
  return s + a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h;
}
int main(void) {
  v4 a = {1, 2}, r = vectors(a, a, a, a, a, a, a, a);
  printf("%ld %g %g\n", integers(1, 2, 3, 4, 5, 6), r[0], r[1]);
}
