// After an edit only what changed is compiled: the function, and those that it is inlined into. The others are found by their content, though their
// slots, imports and literals have other numbers now.
// RUN: rm -rf %t.store && %{autojit} -O1 -c %s -o %t.o && %{autojit} %t.o -o %t.exe && %t.exe > %t.before
// RUN: %{autojit} -O1 -DEDITED -c %s -o %t.o && %{autojit} %t.o -o %t.exe && rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe > %t.after
// RUN: not diff %t.before %t.after && FileCheck %s < %t.after && FileCheck --check-prefix=TRACE %s < %t.trace
// RUN: %t.exe | diff %t.after -
// CHECK: seventeen: 17 2 the end
// TRACE: "event":"engine"
// TRACE-COUNT-4: "kept":true
// TRACE: "event":"exited",{{.*}}"materialized":6
#include <stdio.h>
#include <stdlib.h>
#ifdef EDITED
__attribute__((noinline)) int added(const char *text) { return atoi(text); }
__attribute__((noinline)) int changed(int a) { return a + added("3"); }
#else
__attribute__((noinline)) int changed(int a) { return a + 1; }
#endif
__attribute__((noinline)) int first(void) { return 14; }
__attribute__((noinline)) const char *second(void) { return "seventeen"; }
__attribute__((noinline)) int third(int a) { return abs(a) / 2; }
int main(void) { printf("%s: %d %d %s\n", second(), changed(first()), third(-5), "the end"); }
