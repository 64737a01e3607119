// Calls that the optimizer removes, each for another reason: the program links only because of that, and what holds them stays eager.
// RUN: %{same} -O2 -w && %{manifest} | FileCheck %s
// CHECK-NOT: function trap{{.*}} lazy
// CHECK: function untouched external lazy
// CHECK-NOT: function trap{{.*}} lazy
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define GONE(N) extern void gone##N(void)
GONE(1); GONE(2); GONE(3); GONE(4); GONE(6); GONE(7); GONE(8); GONE(9); GONE(10); GONE(11); GONE(12); GONE(13); GONE(14); GONE(16); GONE(17); GONE(18);
GONE(19); GONE(20); GONE(21); GONE(22); GONE(23); GONE(24); GONE(26); GONE(27); GONE(28); GONE(29); GONE(30); GONE(31); GONE(34); GONE(36); GONE(43);
GONE(45); GONE(46); GONE(47); GONE(48); GONE(49); GONE(50);
void trap_twice(int a) { if (a > 3) { if (a < 2) gone1(); } }
static int never;
void trap_never_written(void) { if (never) gone2(); }
static __attribute__((noinline)) void only_four(int k) { if (k != 4) gone3(); }
void trap_constants_only(void) { only_four(4); }
static void stop(void) { abort(); }
void trap_after_noreturn(int a) { if (a) { stop(); gone4(); } }
void trap_constant_p(int a) { if (__builtin_constant_p(a)) gone6(); }
int trap_switch(int a) {
  switch (a & 3) { case 0: return 5; case 1: return 7; case 2: return 6; case 3: return 1; default: gone7(); }
  return 0;
}
static inline void differ(int a, int b) { if (a != b) gone8(); }
void trap_same_arguments(int a) { differ(a, a); }
void trap_loop(void) { int s = 0; for (int i = 0; i < 4; i++) s += i; if (s != 6) gone9(); }
void trap_assume(int a) { __builtin_assume(a > 0); if (a <= 0) gone10(); }
__attribute__((nonnull)) void trap_nonnull(int *p) { if (!p) gone11(); }
int trap_read_before(int *p) { int v = *p; if (!p) gone12(); return v; }
static int always = 1;
void trap_endless(volatile int *p) { while (always) ++*p; gone13(); }
extern int steady(void) __asm__("getpagesize") __attribute__((const));
void trap_const_callee(void) { if (steady() != steady()) gone14(); }
static const int table[2] = {1, 2};
void trap_table(unsigned a) { if (table[a & 1] > 2) gone16(); }
void trap_flag(const int *v, int n) {
  bool found = false;
  for (int i = 0; i < n; i++) if (v[i] && found) found = true;
  if (found) gone17();
}
void trap_overflow(int a) { if (a + 1 < a) gone18(); }
int trap_division(int a, int b) { int q = a / b; if (b == 0) gone19(); return q; }
void trap_text(const char *p) { if (strlen("abc") != 3 || strcmp(p, p) != 0 || strcmp("", "a") > 0) gone20(); }
void trap_malloc(void) { void *m = malloc(4); if (!m) gone21(); free(m); }
void trap_bits(int a) { if ((a & 6) == 1) gone22(); if (a & 4) { if (!(a & 4)) gone22(); } }
void trap_byte(int a) { unsigned char c = (unsigned char)a; if (c > 255) gone23(); }
void trap_bool(bool b) { if ((int)b > 1) gone24(); }
void trap_addresses(void) { int x, y, *p = &x; if (p == &y) gone26(); }
struct pair { int a, b; };
void trap_cleared(void) { struct pair s; memset(&s, 0, sizeof s); if (s.b) gone27(); }
void trap_number(int a) { double d = a; if (d != d) gone28(); }
void trap_restrict(int *restrict a, int *restrict b) { *a = 1; *b = 2; if (*a != 1) gone29(); }
void trap_types(int *a, float *b) { *a = 1; *b = 2.0f; if (*a != 1) gone30(); }
void trap_returned(char *p, const char *q) { if (memcpy(p, q, 4) != p) gone31(); }
static const char *name = "x";
void trap_pointer(void) { if (name[0] != 'x') gone34(); }
static inline __attribute__((unused)) void trap_never_called(int a) { if (a) gone36(); }
void trap_unreachable(int a) { if (a == 7) __builtin_unreachable(); if (a == 7) gone43(); }
static void (*hook)(void);
void trap_hook(void) { if (hook) { hook(); gone45(); } }
static inline bool positive(int a) { return a > 0; }
void trap_two_helpers(int a) { if (positive(a) && !positive(a)) gone46(); }
static inline void own(int *restrict a, int *b) { *a = 1; *b = 2; if (*a != 1) gone47(); }
void trap_inner_restrict(int *p, int *q) { own(p, q); }
int trap_shift(unsigned a) { unsigned b = a >> 28; if (b > 15) gone48(); return (int)b; }
void trap_remainder(unsigned a) { if (a % 8 > 7) gone49(); }
void trap_local(int n) { int v[4] = {1, 1, 1, 1}; if (v[n & 3] != 1 && v[0] != 1) gone50(); }
int untouched(int a) { return a + 2; }
int main(int count, char **values) {
  (void)values;
  trap_switch(count);
  printf("%d\n", untouched(3));
}
