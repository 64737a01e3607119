// Signals are handled while a function is made, and handlers may do what they do elsewhere: call functions for the first time, on a small alternate
// stack too, leave by siglongjmp or by an exception.
// RUN: rm -rf %t.store && mkdir -p %t.dir && %{long-function} > %t.dir/straight.h
// RUN: %{autojit++} -O2 -fnon-call-exceptions -DSEED=1 -I%t.dir %s -o %t.exe && env AUTOJIT_TIERS=off AUTOJIT_IMAGES=off %t.exe ticks
// RUN: %{autojit++} -O2 -fnon-call-exceptions -DSEED=2 -I%t.dir %s -o %t.exe && env AUTOJIT_TIERS=off AUTOJIT_IMAGES=off %t.exe alternate
// RUN: %{autojit++} -O2 -fnon-call-exceptions -DSEED=3 -I%t.dir %s -o %t.exe && env AUTOJIT_TIERS=off AUTOJIT_IMAGES=off %t.exe jump
// RUN: %{autojit++} -O2 -fnon-call-exceptions -DSEED=4 -I%t.dir %s -o %t.exe && env AUTOJIT_TIERS=off AUTOJIT_IMAGES=off %t.exe throw
// REQUIRES: not-sanitized
#include "straight.h"
#include <csetjmp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/auxv.h>
#include <sys/time.h>
static volatile int ticks;
static volatile bool made;
static sigjmp_buf outside;
__attribute__((noinline)) static int next(int a) { return a + 1; }
__attribute__((noinline)) static int other(int a) { return a * 3; }
static void count(int) {
  if (!made)
    ticks = next(ticks);
}
static void jump(int) { siglongjmp(outside, 1); }
static void toss(int) { throw 7; }
static void arm(void (*handler)(int), int flags, int every) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigaction(SIGALRM, &action, nullptr);
  itimerval timer = {{0, every}, {0, 5000}};
  setitimer(ITIMER_REAL, &timer, nullptr);
}
static int make() {
  straight(1);
  made = true;
  return straight(1) == straight(1);
}
static int jumps() {
  if (!sigsetjmp(outside, 1)) {
    arm(jump, 0, 0);
    make();
  }
  return !made && other(2) == 6 && make() && made;
}
static int throws() {
  try {
    arm(toss, 0, 0);
    make();
  } catch (int thrown) {
    return thrown == 7 && !made && other(2) == 6 && make() && made;
  }
  return 0;
}
int main(int, char **arguments) {
  const char *how = arguments[1];
  int right = 0;
  if (!strcmp(how, "alternate")) {
    stack_t stack = {};
    stack.ss_size = getauxval(AT_MINSIGSTKSZ) + 12 * 1024;
    stack.ss_sp = malloc(stack.ss_size);
    sigaltstack(&stack, nullptr);
    arm(count, SA_ONSTACK, 1000);
    right = make() && ticks > 1;
  }
  if (!strcmp(how, "ticks")) {
    arm(count, 0, 1000);
    right = make() && ticks > 1;
  }
  right |= !strcmp(how, "jump") && jumps();
  right |= !strcmp(how, "throw") && throws();
  return !right;
}
