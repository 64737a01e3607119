// A first call leaves the floating-point state as it was, and that state leaves the code as it is: rounding upward, traps, MMX values.
// RUN: %{same} -O2 -lm -frounding-math && %{same} -lm
#define _GNU_SOURCE
#include <fenv.h>
#include <math.h>
#include <mmintrin.h>
#include <stdio.h>
#pragma STDC FENV_ACCESS ON
volatile double one = 1, three = 3;
__attribute__((noinline)) double third(void) { return one / three; }
__attribute__((noinline)) double folded(double x) { return x * sin(0.5) + pow(2.0, 0.5) + exp(1.0); }
__attribute__((noinline)) long double wide(long double x) { return x / 3; }
__attribute__((noinline)) int after_mmx(int a) { return a * 7; }
int main(void) {
  fesetround(FE_UPWARD);
  printf("%a\n", third());
  feenableexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW);
  printf("%a %La %d\n", folded(2), wide(1), fegetround() == FE_UPWARD);
  __m64 kept = _mm_set_pi32(5, 6);
  __asm__ volatile("" : "+y"(kept));
  int seven = after_mmx(1);
  __asm__ volatile("" : "+y"(kept));
  int low = _mm_cvtsi64_si32(kept);
  _mm_empty();
  printf("%d %d\n", seven, low);
}
