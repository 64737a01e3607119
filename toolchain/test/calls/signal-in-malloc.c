// Signals interrupt the program's malloc and call functions for the first time.
// RUN: %{same} && %{same} -O2
// REQUIRES: not-sanitized
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#define F(n) __attribute__((noinline)) int f##n(int a) { return a + n; }
#define TEN(n) F(n##0) F(n##1) F(n##2) F(n##3) F(n##4) F(n##5) F(n##6) F(n##7) F(n##8) F(n##9)
#define N(n) f##n,
#define NAMES(n) N(n##0) N(n##1) N(n##2) N(n##3) N(n##4) N(n##5) N(n##6) N(n##7) N(n##8) N(n##9)
TEN(1) TEN(2) TEN(3) TEN(4)
int (*const functions[])(int) = {NAMES(1) NAMES(2) NAMES(3) NAMES(4)};
volatile int next, sum;
void handler(int signal) {
  if (next < 40)
    sum += functions[next++](1);
}
int main(void) {
  void *blocks[1000] = {0};
  unsigned random = 1;
  signal(SIGALRM, handler);
  struct itimerval each_millisecond = {{0, 1000}, {0, 1000}};
  setitimer(ITIMER_REAL, &each_millisecond, 0);
  while (next < 40)
    for (int i = 0; i < 1000; ++i) {
      random = random * 1103515245 + 12345;
      free(blocks[i]);
      blocks[i] = malloc(random >> 16 & 8191);
    }
  printf("%d\n", sum);
}
