// Threads call what is exchanged, and make first calls, while the program takes over one build after the other: each calls the newest in the end.
// REQUIRES: reload-command
// RUN: rm -rf %t.store %t.d && mkdir -p %t.d && for i in 1 2 3 4 5; do %{autojit} -g -DFACTOR=$i %s %{threads} -o %t.d/$i || exit 1; done
// RUN: cp %t.d/1 %t.exe && env AUTOJIT_RELOAD=1 %t.exe "cp %t.d/%%d %t.new && mv %t.new %t.exe && %{reload} %t.exe" | FileCheck %s
//
// Optimized code calls by cells.
// RUN: rm -rf %t.d && mkdir -p %t.d && for i in 1 2 3 4 5; do %{autojit} -O2 -g -DFACTOR=$i %s %{threads} -o %t.d/$i || exit 1; done
// RUN: cp %t.d/1 %t.exe && env AUTOJIT_RELOAD=1 %t.exe "cp %t.d/%%d %t.new && mv %t.new %t.exe && %{reload} %t.exe" | FileCheck %s
// CHECK-COUNT-4: reloaded 6 functions in {{[0-9]+}} ms: part0, part1, part2, part3, part4, part5
// CHECK: all of them
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
enum { CALLERS = 3 };
static int values[CALLERS], stop; /* atomic */
/* Exchanged at once, so they are made as one image. */
#define PARTS(X) X(0) X(1) X(2) X(3) X(4) X(5)
#define PART(n) \
  static int part##n(int a) { return a * FACTOR + n; }
#define ADD(n) +part##n(a) - n
PARTS(PART)
__attribute__((noinline)) int twice(int a) { return (0 PARTS(ADD)) / 6; }
#define MANY(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9)
#define DEFINE(n) \
  static int first##n(int a) { return twice(a) + n; }
#define NAME(n) first##n,
MANY(DEFINE)
static int (*const all[])(int) = {MANY(NAME)};
static void *call(void *at) {
  while (!__atomic_load_n(&stop, __ATOMIC_RELAXED))
    __atomic_store_n((int *)at, twice(21), __ATOMIC_RELAXED);
  return NULL;
}
static void wait_for(int value) {
  for (int i = 0; i < CALLERS; ++i)
    while (__atomic_load_n(&values[i], __ATOMIC_RELAXED) != value)
      sched_yield();
}
int main(int count, char **words) {
  pthread_t threads[CALLERS];
  char line[8192];
  if (count < 2)
    return 1;
  for (int i = 0; i < CALLERS; ++i)
    pthread_create(&threads[i], NULL, call, &values[i]);
  wait_for(21);
  for (int build = 2; build < 6; ++build) {
    snprintf(line, sizeof line, words[1], build);
    if (all[build](1) != build - 1 + build || system(line) != 0 || twice(1) != build)
      return 2;
    wait_for(21 * build);
  }
  __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
  for (int i = 0; i < CALLERS; ++i)
    pthread_join(threads[i], NULL);
  puts("all of them");
  return 0;
}
