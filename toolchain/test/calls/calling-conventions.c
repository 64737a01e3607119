// Conventions that pass or preserve other registers.
// RUN: %{same} && %{same} -O2
#include <stdio.h>
__attribute__((ms_abi)) long ms(long a, long b, double c, long d, long e) { return a + 2 * b + (long)c + d * e; }
__attribute__((regcall)) long many(long a, long b, long c, long d, long e, long f, long g, long h) { return a + b * c - d + e * f + g - h; }
__attribute__((preserve_most)) long keeps(long a) { return a * 5; }
__attribute__((vectorcall)) double vector(double a, double b, double c) { return a * b + c; }
int main(void) { printf("%ld %ld %ld %g\n", ms(1, 2, 3.5, 4, 5), many(1, 2, 3, 4, 5, 6, 7, 8), keeps(7), vector(2, 3, 4)); }
