// A limit on the size of files ends no program that writes none: nothing is kept, nor traced, and no signal is left; a log that has room for some functions keeps those.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && for blocks in 0 1 2 3; do (ulimit -f $blocks && %t.exe) || exit 1; done
// RUN: rm -rf %t.trace && (ulimit -f 0 && env AUTOJIT_TRACE=%t.trace %t.exe && env AUTOJIT_DEBUG=1 %t.exe && env AUTOJIT_PERF=1 %t.exe)
// What was kept holds together: the next run adds to it, and the one after needs no engine.
// RUN: %t.exe && rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe && FileCheck %s < %t.trace
// CHECK-NOT: "event":"engine"
// CHECK: "event":"exited"
#include <signal.h>
#define F(n) __attribute__((noinline)) static int f##n(int a, int b) { return a * n + b / (n + 1) - (a ^ b) % (n + 2); }
F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9)
static int run(volatile int one) { return f1(one, 2) + f2(one, 2) + f3(one, 2) + f4(one, 2) + f5(one, 2) + f6(one, 2) + f7(one, 2) + f8(one, 2) + f9(one, 2); }
static volatile int count;
static void handler(int number) { ++count; }
int main(void) {
  sigset_t pending, blocked;
  run(1);
  sigpending(&pending);
  sigprocmask(SIG_BLOCK, 0, &blocked);
  signal(SIGXFSZ, handler);
  raise(SIGXFSZ); /* our own still comes */
  return count != 1 || sigismember(&pending, SIGXFSZ) || sigismember(&blocked, SIGXFSZ);
}
