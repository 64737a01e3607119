// What must be inlined is inlined when its caller materializes, at every level.
// RUN: %{same} && %{same} -O2
#include <stdio.h>
static inline __attribute__((always_inline)) int square(int a) { return a * a; }
int f(int a) { return square(a) + square(a + 1); }
int main(void) { printf("%d\n", f(3)); }
