// The trace tells whose bodies went into a function: directly, through others, and when its image was kept or taken over from an earlier build, in
// which slots had other numbers. What was not inlined, or only where nobody called, is not told.
// RUN: rm -rf %t.store && %{autojit} -O2 -c %s -o %t.o && %{autojit} %t.o -o %t.exe && rm -f %t.trace
// RUN: env AUTOJIT_TIERS=off AUTOJIT_TRACE=%t.trace %t.exe && FileCheck --check-prefixes=COLD,FIRST %s < %t.trace
// RUN: rm -f %t.trace && env AUTOJIT_TIERS=off AUTOJIT_TRACE=%t.trace %t.exe && FileCheck --check-prefixes=WARM,FIRST %s < %t.trace
// RUN: %{autojit} -O2 -DEDITED -c %s -o %t.o && %{autojit} %t.o -o %t.exe && rm -f %t.trace
// RUN: env AUTOJIT_TIERS=off AUTOJIT_TRACE=%t.trace %t.exe && FileCheck --check-prefixes=WARM,EDITED %s < %t.trace
// At -O0 only what must be.
// RUN: rm -rf %t.store && %{autojit} -c %s -o %t.o && %{autojit} %t.o -o %t.exe && rm -f %t.trace
// RUN: env AUTOJIT_TIERS=off AUTOJIT_TRACE=%t.trace %t.exe && FileCheck --check-prefix=PLAIN %s < %t.trace

// COLD: "slot":[[#MAIN:]]{{.*}}"bytes"
// WARM: "slot":[[#MAIN:]]{{.*}}"kept":true
// FIRST: "event":"inlined",{{.*}}"slot":[[#MAIN]],"functions":[2,4,5,"only_inlined"]}
// EDITED: "event":"inlined",{{.*}}"slot":[[#MAIN]],"functions":[3,5,6,"only_inlined"]}
// FIRST-NOT: "event":"inlined"
// EDITED-NOT: "event":"inlined"
// PLAIN: "event":"inlined",{{.*}}"functions":[5,"only_inlined"]}
// PLAIN-NOT: "event":"inlined"
#include <stdio.h>
#ifdef EDITED
__attribute__((used)) static int added(int x) { return x; }
#endif
__attribute__((noinline, used)) static int uncalled(int x) { return x; }
extern inline __attribute__((gnu_inline, always_inline)) int only_inlined(int x) { return x ^ 5; }
static inline __attribute__((always_inline)) int must(int x) { return only_inlined(x) + 1; }
static int small(int x) { return must(x) * 3; }
static int middle(int x) { return small(x) + small(x + 1); }
__attribute__((noinline)) static int apart(int x) { return x / 7; }
int main(int c, char **v) {
  (void)v;
  printf("%d\n", middle(c) + apart(c) + (c > 100 ? uncalled(c) : 0));
  return 0;
}
