// REQUIRES: not-sanitized
// Whoever waits before giving up a right for what other threads have made holds nothing meanwhile: a handler may leave for good, and the next one waits
// no longer for that. (Under a sanitizer the functions are too short for a handler to run.)
// RUN: rm -rf %t.store && mkdir -p %t.dir && %{long-function} > %t.dir/straight.h && %{autojit} -O2 -I%t.dir %s -o %t.exe %{threads}
// RUN: timeout 300 env AUTOJIT_IMAGES=off AUTOJIT_TIERS=off %t.exe | FileCheck %s
// CHECK: all done
#define _GNU_SOURCE
#define SEED 17
#define straight first
#include "straight.h"
#undef SEED
#undef straight
#define SEED 18
#define straight second
#include "straight.h"
#undef SEED
#undef straight
#define SEED 19
#define straight third
#include "straight.h"
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/time.h>
static int made;
static void *make_one(void *unused) {
  first(1);
  return 0;
}
static void *make_two(void *unused) {
  second(1);
  third(1);
  __atomic_store_n(&made, 1, __ATOMIC_SEQ_CST);
  return 0;
}
static sigjmp_buf before;
static void leave(int number) { siglongjmp(before, number); }
static volatile int left;
static void try_to_set_limit(void) {
  struct rlimit limit;
  struct itimerval soon = {.it_value = {0, 5000}}, never = {{0, 0}, {0, 0}};
  getrlimit(RLIMIT_NOFILE, &limit);
  if (sigsetjmp(before, 1) == 0) {
    setitimer(ITIMER_REAL, &soon, 0);
    setrlimit(RLIMIT_NOFILE, &limit);
  } else {
    ++left;
  }
  setitimer(ITIMER_REAL, &never, 0);
}
__attribute__((noinline)) static int called_last(int a) { return a % 7 ? a + 1 : a * 3; }
int main(void) {
  pthread_t ids[2];
  struct rlimit limit;
  sigset_t alarm;
  signal(SIGALRM, leave);
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  try_to_set_limit(); /* all that it needs of the loader is there */
  pthread_sigmask(SIG_BLOCK, &alarm, 0); /* it is the main thread's */
  pthread_create(&ids[0], 0, make_one, 0);
  pthread_create(&ids[1], 0, make_two, 0);
  pthread_sigmask(SIG_UNBLOCK, &alarm, 0);
  while (!__atomic_load_n(&made, __ATOMIC_SEQ_CST))
    try_to_set_limit();
  getrlimit(RLIMIT_NOFILE, &limit);
  signal(SIGALRM, SIG_IGN);
  setrlimit(RLIMIT_NOFILE, &limit);
  pthread_join(ids[0], 0);
  pthread_join(ids[1], 0);
  printf("%s done, left %d times\n", called_last(1) == 2 ? "all" : "not all", left);
}
