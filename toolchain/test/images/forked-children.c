// Children, and other processes of a program, use what was made meanwhile: one after the other they make each function once; at once, not each for itself.
// (By the engine in the process; a daemon makes each function once anyway, daemon/answers.c, and answers count as made.)
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && rm -f %t.trace && env AUTOJIT_ENGINE=inprocess AUTOJIT_TRACE=%t.trace %t.exe 4 serial
// RUN: grep event.:.materialized %t.trace | grep -vc kept | FileCheck %s --check-prefix=ONCE
// ONCE: {{^}}42{{$}}
// RUN: rm -rf %t.store/images %t.trace && env AUTOJIT_ENGINE=inprocess AUTOJIT_TRACE=%t.trace %t.exe 8
// RUN: test $(grep event.:.materialized %t.trace | grep -vc kept) -lt 162
// RUN: rm -rf %t.store/images %t.trace
// RUN: (for i in 1 2 3 4 5 6 7 8; do env AUTOJIT_ENGINE=inprocess AUTOJIT_TRACE=%t.trace %t.exe 0 & done; wait)
// RUN: test $(grep event.:.materialized %t.trace | grep -vc kept) -lt 162
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#define F(n) __attribute__((noinline)) int f##n(int a) { return a % 7 ? a + n : a * n; }
#define TEN(n) F(n##0) F(n##1) F(n##2) F(n##3) F(n##4) F(n##5) F(n##6) F(n##7) F(n##8) F(n##9)
#define N(n) f##n,
#define NAMES(n) N(n##0) N(n##1) N(n##2) N(n##3) N(n##4) N(n##5) N(n##6) N(n##7) N(n##8) N(n##9)
TEN(1) TEN(2) TEN(3) TEN(4)
static int (*const functions[])(int) = {NAMES(1) NAMES(2) NAMES(3) NAMES(4)};
static int call_all(void) {
  int sum = 0;
  for (int i = 0; i < 40; ++i)
    sum += functions[i](i + 1);
  return sum;
}
int main(int count, char **arguments) {
  int children = atoi(arguments[1]), status, wrong = 0;
  for (int i = 0; i < children; ++i) {
    if (fork() == 0)
      _exit(call_all() & 63);
    if (count > 2 && (wait(&status) < 0 || !WIFEXITED(status)))
      ++wrong;
  }
  if (!children)
    call_all();
  while (wait(&status) > 0)
    wrong += !WIFEXITED(status);
  return wrong;
}
