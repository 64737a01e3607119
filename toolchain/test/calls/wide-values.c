// long double, complex, 128-bit and vector arguments survive the resolver.
// RUN: %{same} -Wno-psabi && %{same} -O2 -Wno-psabi
#include <complex.h>
#include <stdio.h>
typedef float v4 __attribute__((vector_size(16)));
typedef double v8 __attribute__((vector_size(64)));
long double ld(long double a, long double b) { return a * b; }
double complex cx(double complex a) { return a * a; }
__int128 wide(__int128 a, __int128 b) { return a / b + a % b; }
v4 vec(v4 a, v4 b, v4 c, v4 d, v4 e, v4 f, v4 g, v4 h) { return a + b + c + d + e + f + g + h; }
v8 big(v8 a, v8 b) { return a * b; }
_BitInt(77) bits(_BitInt(77) a) { return a * 3; }
int main(void) {
  v4 a = {1, 2, 3, 4};
  v8 b = {1, 2, 3, 4, 5, 6, 7, 8};
  v4 s = vec(a, a, a, a, a, a, a, a);
  v8 m = big(b, b);
  double complex c = cx(2 + 3 * I);
  printf("%Lg %g %g %g %g %g %g\n", ld(1.5L, 3), creal(c), cimag(c), s[0], s[3], m[0], m[7]);
  printf("%ld %ld\n", (long)wide((__int128)1 << 100, 12345678901), (long)bits(1000));
}
