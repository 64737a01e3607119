// Integers of any width, in registers and in memory.
// RUN: %{same} && %{same} -O2 && %{manifest} | FileCheck %s
// CHECK: function wide external lazy
#include <stdio.h>
unsigned _BitInt(7) narrow(unsigned _BitInt(7) a, unsigned _BitInt(7) b) { return a * b; }
_BitInt(65) two(_BitInt(65) a, _BitInt(65) b) { return a * b - 1; }
_BitInt(128) divide(_BitInt(128) a, int x, _BitInt(128) b) { return a / b + x; }
unsigned _BitInt(513) wide(unsigned _BitInt(513) a, unsigned _BitInt(513) b) { return a * b + (a << 200); }
int main(void) {
  printf("%d %ld %ld %lx\n", (int)narrow(100, 3), (long)two(-5, 7), (long)divide(1000000, 3, 7),
         (unsigned long)(wide(12345678901234567, 987654321098) >> 100));
}
