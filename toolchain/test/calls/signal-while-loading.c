// Signals come while the runtime is loaded, by a handler's own first call or the program's; the handler works.
// RUN: %{same} && %{same} -DHANDLER_FIRST
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
__attribute__((noinline)) static int next(int a) { return a + 1; }
__attribute__((noinline)) static int work(int a) { return a * 2; }
static volatile int ticks;
static void count(int signal) { ticks = next(ticks); }
/* Eager, so that nothing is loaded before the timer runs. */
int main(void) {
  __asm__ volatile("");
  signal(SIGALRM, count);
  struct itimerval often = {{0, 100}, {0, 100}};
  setitimer(ITIMER_REAL, &often, 0);
#ifdef HANDLER_FIRST
  while (!ticks)
    continue;
#endif
  int result = work(21);
  while (ticks < 100)
    continue;
  printf("%d\n", result);
  return 0;
}
