// Callers that pass an argument in %r11, or that keep a value there across the call, cannot go through a stub.
// RUN: %{same} && %{same} -O2 && %{manifest} | FileCheck %s
// CHECK-DAG: function many external eager calling-convention
// CHECK-DAG: function saves external eager calling-convention
// CHECK-DAG: function ours external lazy
#include <stdio.h>
__attribute__((preserve_none)) long many(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k, long l) {
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j + 11 * k + 12 * l;
}
__attribute__((no_caller_saved_registers, noinline, target("general-regs-only"))) long saves(long a) { return a * 3; }
long ours(long a) {
  register long kept __asm__("r11") = a * 7;
  __asm__ volatile("" : "+r"(kept));
  long b = saves(a);
  __asm__ volatile("" : "+r"(kept));
  return b + kept;
}
int main(void) { printf("%ld %ld\n", many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), ours(4)); }
