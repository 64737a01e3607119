// What no run comes to is not taken for needed, also where the optimizer of today leaves the call: that of tomorrow may not.
// RUN: %{autojit} -O2 -w -c %s -o %t.o && %{manifest} | FileCheck %s
// CHECK-NOT: function trap{{.*}} lazy
// CHECK: function main external eager link-time-check
// CHECK-NOT: function trap{{.*}} lazy
#include <stdlib.h>
#include <string.h>
#include <strings.h>
extern void gone1(void), gone2(void), gone3(void), gone4(void), gone5(void), gone6(void), gone7(void), gone8(void), gone9(void), gone10(void), gone11(void);
extern void gone12(void), gone13(void), gone14(void), gone15(void), gone16(void), gone17(void);
void trap_two_texts(const char *p) { if (!strcmp(p, "a") && !strcmp(p, "b")) gone1(); }
void trap_no_case(const char *p) { if (strcasecmp(p, "a") && !strcasecmp(p, "A")) gone2(); }
void trap_lengths(const char *p) { if (!strcmp(p, "abc") && strlen(p) == 4) gone3(); }
void trap_below(const char *p) { if (strcmp(p, "") < 0) gone4(); }
void trap_constant_only(int a) { if (!__builtin_constant_p(a)) gone5(); }
__attribute__((pure)) int answer(int);
void trap_same_answer(void) { if (answer(1) != answer(1)) gone6(); }
__attribute__((const)) int fixed(void);
void trap_fixed_answer(void) { int a = fixed(); if (a > 2 && fixed() < 2) gone7(); }
struct block { char text[4]; };
void trap_in_block(struct block *b) { if (b->text + 8 == (char *)0) gone8(); }
static int *dangling(void) { int x = 1; return &x; }
void trap_after_its_life(void) { if (*dangling() == 1) gone9(); }
void trap_freed(int *p) { free(p); if (*p) gone10(); }
static int only_zero;
void zero(void) { only_zero = 0; }
void trap_only_zero(void) { if (only_zero) gone17(); }
static int count;
void up_to_three(void) { count = 3; }
void trap_more(void) { if (count == 2) gone11(); }
_Noreturn void never(void);
void trap_after_never(int a) { if (a) { never(); } if (a) gone12(); }
void trap_undefined_value(void) { int x; if (x) gone13(); }
void trap_outside_array(int i) { static const int v[2] = {1, 2}; if (i > 4 && v[i] == 0) gone14(); }
static int locked;
static void lock(void) { locked = 1; }
static void unlock(void) { locked = 0; }
void balanced(void (*work)(void)) { lock(); work(); unlock(); }
void trap_nothing_else(void) { if (locked > 1) gone16(); }
int main(int argc, char **argv) { if (argc < 0) gone15(); }
