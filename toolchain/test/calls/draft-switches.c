// Drafts have comparisons in place of small switches: every case, the default, cases that share a place, values that meet behind them, cleanups that leave
// a block in several ways, and switches too large or of numbers too wide for that.
// RUN: %{same} -O2 && FileCheck %s < %t.cold && %{same} -Os
// CHECK: 3: 10 40 -1 -1
#include <stdio.h>
typedef unsigned _BitInt(128) wide;
__attribute__((noinline)) static int one(int x) {
  switch (x) {
  case 3: return 10;
  }
  return -1;
}
__attribute__((noinline)) static int shared(unsigned char x) {
  int result;
  switch (x) {
  case 1:
  case 255: result = 30; break;
  case 3: result = 40; break;
  case 2: result = x; break;
  default: result = -1;
  }
  return result;
}
__attribute__((noinline)) static int far(long x) {
  switch (x) {
  case 0x123456789aL: return 50;
  case -0x123456789aL: return 60;
  default: return -1;
  }
}
__attribute__((noinline)) static int many(short x) {
  switch (x) {
  case 0: return 1;
  case 2: return 4;
  case 9: return 3;
  case -7: return 8;
  case 12: return 2;
  case 300: return 6;
  default: return -1;
  }
}
__attribute__((noinline)) static int larger(wide x) {
  switch (x) {
  case ((wide)1 << 100) + 5: return 70;
  case 5: return 80;
  }
  return -1;
}
__attribute__((noinline)) static int never(int x) {
  switch (x) {
  case 1: return 7;
  case 2: return 9;
  case 5: return 12;
  default: __builtin_unreachable();
  }
}
static int cleaned;
static void clean(int *at) { cleaned += *at; }
__attribute__((noinline)) static int leaves(int x) {
  int sum = 0;
  for (int i = 0; i < 6; ++i) {
    __attribute__((cleanup(clean))) int here = i;
    if (i == x)
      break;
    if (i == x - 2)
      continue;
    if (i == x + 3)
      return -sum;
    sum += i * x;
  }
  return sum;
}
__attribute__((noinline)) int odd_one(unsigned n, unsigned kind);
__attribute__((noinline)) int even_one(unsigned n, unsigned kind) {
  switch (kind) {
  case 0: return n == 0 ? 1 : odd_one(n - 1, 1);
  case 1: return n == 0 ? 2 : odd_one(n - 1, 0);
  }
  return 3;
}
__attribute__((noinline)) int odd_one(unsigned n, unsigned kind) { return n == 0 ? 0 : even_one(n - 1, kind); }
int main(void) {
  for (int x = -2; x < 14; ++x)
    printf("%d: %d %d %d %d %d %d %d\n", x, one(x), shared((unsigned char)x), far(x), x < 0 ? -1 : larger((wide)x), many((short)x), leaves(x), cleaned);
  printf("%d %d %d %d %d\n", far(0x123456789aL), far(-0x123456789aL), larger(((wide)1 << 100) + 5), larger(((wide)1 << 101) + 5), shared(255));
  printf("%d %d %d %d %d\n", many(300), many(-7), never(1), never(2), never(5));
  printf("%d\n", even_one(3000000, 0));
}
