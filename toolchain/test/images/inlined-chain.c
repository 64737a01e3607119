// A chain of wrappers is inlined to its end, and a body that is long only before variables are registers; one that is too large is not.
// What is offered for that does not depend on what was made before: after an edit, asked for in another order, all but what was edited is taken over.
// What must be inlined is offered also where only an end without return follows: it may exist nowhere else.
// RUN: rm -rf %t.store && %{autojit} -O2 -c %s -o %t.o && %{autojit} %t.o -o %t.exe && rm -f %t.trace
// RUN: env AUTOJIT_TIERS=off AUTOJIT_TRACE=%t.trace %t.exe | FileCheck --check-prefix=OUT %s && FileCheck %s < %t.trace
// RUN: %{autojit} -O2 -DEDITED -c %s -o %t.o && %{autojit} %t.o -o %t.exe && rm -f %t.trace
// RUN: env AUTOJIT_TIERS=off AUTOJIT_TRACE=%t.trace %t.exe reversed | FileCheck --check-prefix=OUT %s && FileCheck --check-prefix=AGAIN %s < %t.trace
// RUN: not --crash env AUTOJIT_TIERS=off %t.exe to the end | FileCheck --check-prefix=DYING %s
// RUN: not --crash %t.exe to the end | FileCheck --check-prefix=DYING %s
// OUT: 26 9 1 0
// Slots are in the order in which clang came to them: main, leave, c19, large, is_odd, is_even, moves, c18 and so on.
// CHECK: "event":"inlined",{{.*}}"slot":0,"functions":[2,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25]}
// CHECK: "event":"materialized",{{.*}}"slot":3,
// AGAIN: "event":"materialized",{{.*}}"slot":0,{{.*}}"bytes"
// AGAIN-COUNT-3: "kept":true
// AGAIN-NOT: "bytes"
// DYING: 4
#include <stdio.h>
#define NEXT(a, b) static int b(int x) { return a(x) + 1; }
static int c0(int x) { return x + 1; }
NEXT(c0, c1) NEXT(c1, c2) NEXT(c2, c3) NEXT(c3, c4) NEXT(c4, c5) NEXT(c5, c6) NEXT(c6, c7) NEXT(c7, c8) NEXT(c8, c9) NEXT(c9, c10)
NEXT(c10, c11) NEXT(c11, c12) NEXT(c12, c13) NEXT(c13, c14) NEXT(c14, c15) NEXT(c15, c16) NEXT(c16, c17) NEXT(c17, c18) NEXT(c18, c19)
#define TEN(x) x x x x x x x x x x
static int moves(int x) {
  int y = 0;
  TEN(y = x; x = y; y = x; x = y; y = x; x = y;)
  return y;
}
static unsigned large(unsigned x) {
  TEN(TEN(x = x * 31 + (x >> 3);))
  return x;
}
static int odd(int n);
static int even(int n) { return n == 0 ? 1 : odd(n - 1); }
static int odd(int n) { return n == 0 ? 0 : even(n - 1); }
__attribute__((noinline)) static int is_even(int n) { return even(n) + (int)(large((unsigned)n) & 0); }
__attribute__((noinline)) static int is_odd(int n) { return odd(n); }
extern inline __attribute__((gnu_inline, always_inline)) void nowhere_else(int x) { __builtin_printf("%d\n", x); fflush(stdout); }
__attribute__((noinline, noreturn)) static void leave(int x) {
  nowhere_else(x);
  __builtin_trap();
}
int main(int c, char **v) {
  (void)v;
  if (c > 3) leave(c);
#ifdef EDITED
  if (c > 100) return 3;
#endif
  const int more = c19(5) + (int)(large((unsigned)c) & 0);
  const int backwards = c > 1;
  const int first = backwards ? is_odd(8) : is_even(8), second = backwards ? is_even(8) : is_odd(8);
  printf("%d %d %d %d\n", c19(6), moves(9), backwards ? second : first, backwards ? first : second);
  return more == 25 ? 0 : 1;
}
