// REQUIRES: not-sanitized
// A handler that interrupted malloc makes a first call while another thread's function is made: nothing that it needs may want malloc, which is
// locked below it. (Under a sanitizer the other function is too short for that, and malloc is not the C library's.)
// RUN: rm -rf %t.store && mkdir -p %t.dir && %{long-function} > %t.dir/straight.h && %{autojit} -DSEED=13 -O2 -I%t.dir %s -o %t.exe %{threads}
// RUN: for n in 1 2 3 4 5 6 7 8; do timeout 60 env AUTOJIT_IMAGES=off AUTOJIT_TIERS=off %t.exe || exit 1; done
#define _GNU_SOURCE
#include "straight.h"
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
__attribute__((noinline)) static int called_by_handler(int a) { return a % 7 ? a + 1 : a * 3; }
static volatile sig_atomic_t handled;
static void handle(int number) { handled = called_by_handler(number); }
static int made;
static void *make(void *unused) {
  straight(1);
  __atomic_store_n(&made, 1, __ATOMIC_SEQ_CST);
  return 0;
}
/* This one, the other, and the one that makes its function, for some time: others are there for a moment, and the engine is loaded before. */
static void wait_until_being_made(void) {
  struct stat tasks;
  for (int times = 0; times < 20 && !__atomic_load_n(&made, __ATOMIC_SEQ_CST); usleep(1000))
    times = stat("/proc/self/task", &tasks) == 0 && tasks.st_nlink == 2 + 3 ? times + 1 : 0;
}
/* Nearly all of its time it is in a system call that malloc makes for it with its lock. */
static void in_malloc(void) {
  enum { BLOCKS = 16, SIZE = 100000 };
  void *volatile blocks[BLOCKS];
  for (int i = 0; i < BLOCKS; ++i)
    blocks[i] = malloc(SIZE + 64 * i);
  for (int i = 0; i < BLOCKS; ++i)
    free(blocks[i]);
}
int main(void) {
  struct itimerval soon = {.it_value = {0, 1000}};
  pthread_t id;
  struct sigaction action = {.sa_handler = handle};
  sigset_t alarm;
  mallopt(M_TRIM_THRESHOLD, 0);
  mallopt(M_TOP_PAD, 0);
  mallopt(M_MMAP_THRESHOLD, 1 << 24);
  sigaction(SIGALRM, &action, 0);
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  in_malloc();
  pthread_sigmask(SIG_BLOCK, &alarm, 0); /* it is the main thread's */
  pthread_create(&id, 0, make, 0);
  pthread_sigmask(SIG_UNBLOCK, &alarm, 0);
  wait_until_being_made();
  setitimer(ITIMER_REAL, &soon, 0);
  while (!handled)
    in_malloc();
  pthread_join(id, 0);
  return handled != called_by_handler(SIGALRM);
}
