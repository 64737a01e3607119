// REQUIRES: not-sanitized
// Threads that call different functions for the first time do not wait for each other: one whose function takes long holds up nobody else's. (Under a
// sanitizer the function is too short for that; so is a draft.)
// RUN: rm -rf %t.store && mkdir -p %t.dir && %{long-function} > %t.dir/straight.h
// RUN: %{autojit} -DSEED=11 -O2 -I%t.dir %s -o %t.exe %{threads} && env AUTOJIT_IMAGES=off AUTOJIT_TIERS=off %t.exe
#define _GNU_SOURCE
#include "straight.h"
#include <pthread.h>
#include <sched.h>
#include <unistd.h>
#define F(n) __attribute__((noinline)) static int f##n(int a) { return a % 7 ? a + n : a * n; }
#define TEN(X, n) X(n##0) X(n##1) X(n##2) X(n##3) X(n##4) X(n##5) X(n##6) X(n##7) X(n##8) X(n##9)
TEN(F, 1) TEN(F, 2) TEN(F, 3) TEN(F, 4)
#define NAME(n) f##n,
static int (*const functions[])(int) = {TEN(NAME, 1) TEN(NAME, 2) TEN(NAME, 3) TEN(NAME, 4)};
enum { FUNCTIONS = sizeof functions / sizeof *functions };
static int made;
static void *make(void *unused) {
  straight(1);
  __atomic_store_n(&made, 1, __ATOMIC_SEQ_CST);
  return 0;
}
int main(void) {
  cpu_set_t processors;
  pthread_t id;
  if (sched_getaffinity(0, sizeof processors, &processors) || CPU_COUNT(&processors) < 2)
    return 0; /* there is one at a time */
  pthread_create(&id, 0, make, 0);
  int sum = 0;
  for (int i = 0; i < FUNCTIONS; ++i) {
    sum += functions[i](i);
    usleep(500);
  }
  int early = !__atomic_load_n(&made, __ATOMIC_SEQ_CST);
  pthread_join(id, 0);
  return !early || sum == 0;
}
