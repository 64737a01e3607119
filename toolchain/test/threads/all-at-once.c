// REQUIRES: not-sanitized
// First calls of several threads with small stacks, of handlers on them that come back, leave by siglongjmp or end the thread, of threads that are
// cancelled, of children by fork and vfork: what is made is right, and nobody waits for who is gone.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe %{threads} && %{autojit} -O2 %s -o %t.2.exe %{threads}
// RUN: for n in 1 2 3; do timeout 120 env AUTOJIT_IMAGES=off %t.exe || exit 1; done && timeout 120 %t.exe && timeout 120 %t.exe
// RUN: for n in 1 2 3; do timeout 120 env AUTOJIT_IMAGES=off %t.exe children || exit 1; done
// RUN: timeout 120 env AUTOJIT_IMAGES=off %t.2.exe && timeout 120 env AUTOJIT_IMAGES=off %t.2.exe children
#define _GNU_SOURCE
#include <limits.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#define F(n) __attribute__((noinline)) static int f##n(int a) { return a % 7 ? a + n : a * n; }
#define TEN(X, n) X(n##0) X(n##1) X(n##2) X(n##3) X(n##4) X(n##5) X(n##6) X(n##7) X(n##8) X(n##9)
#define ALL(X) \
  TEN(X, 1) TEN(X, 2) TEN(X, 3) TEN(X, 4) TEN(X, 5) TEN(X, 6) TEN(X, 7) TEN(X, 8) TEN(X, 9) TEN(X, 10) TEN(X, 11) TEN(X, 12) TEN(X, 13) TEN(X, 14)
ALL(F)
#define NAME(n) f##n,
#define NUMBER(n) n,
static int (*const functions[])(int) = {ALL(NAME)};
static const int numbers[] = {ALL(NUMBER)};
enum { FUNCTIONS = sizeof functions / sizeof *functions, THREADS = 6, STACK = 64 << 10 };
static int next, wrong;
static void call(int i) {
  i %= FUNCTIONS;
  if (functions[i](8) != 8 + numbers[i] || functions[i](7) != 7 * numbers[i])
    __atomic_store_n(&wrong, 1, __ATOMIC_SEQ_CST);
}
static void call_next(void) { call(__atomic_fetch_add(&next, 1, __ATOMIC_SEQ_CST)); }
/* What the handler does on this thread. */
enum way { COME_BACK, LEAVE, END, BE_CANCELLED, WAYS };
static _Thread_local enum way way;
static _Thread_local sigjmp_buf before;
static _Thread_local volatile sig_atomic_t ready;
static void handle(int number) {
  call_next();
  if (!ready)
    return;
  if (way == LEAVE)
    siglongjmp(before, number);
  if (way == END)
    pthread_exit(0);
}
static void *work(void *argument) {
  way = (enum way)(long)argument;
  for (int i = 0; i < 24; ++i) {
    if (sigsetjmp(before, 1) == 0) {
      ready = 1;
      call_next();
    }
    ready = 0;
    if (way == BE_CANCELLED)
      pthread_testcancel();
  }
  return 0;
}
static int child(void) {
  call_next();
  call(next + 50);
  return wrong;
}
static int children(void) {
  int status = 0;
  pid_t forked = fork();
  if (forked == 0)
    _exit(child());
  pid_t shared = vfork();
  if (shared == 0) {
    call_next();
    _exit(0);
  }
  return waitpid(forked, &status, 0) != forked || status || waitpid(shared, &status, 0) != shared || status;
}
int main(int count, char **arguments) {
  const int forks = count > 1 && arguments[1];
  struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
  pthread_attr_t small;
  pthread_t ids[THREADS];
  sigaction(SIGUSR1, &action, 0);
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, STACK < PTHREAD_STACK_MIN ? PTHREAD_STACK_MIN : STACK);
  for (long i = 0; i < THREADS; ++i)
    if (pthread_create(&ids[i], &small, work, (void *)(i % WAYS)))
      return 2;
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < THREADS; ++i)
      pthread_kill(ids[i], SIGUSR1); /* it may have ended, but nobody has joined it */
    if (forks ? children() : usleep(1000))
      return 3;
    if (round == 5 && !forks)
      for (int i = 0; i < THREADS; ++i)
        if (i % WAYS == BE_CANCELLED)
          pthread_cancel(ids[i]);
  }
  for (int i = 0; i < THREADS; ++i)
    pthread_join(ids[i], 0);
  for (int i = 0; i < FUNCTIONS; ++i)
    call(i);
  return wrong;
}
