// The first call of a function comes from a signal handler.
// RUN: %{same}
#include <signal.h>
#include <unistd.h>
static volatile int seen;
int helper(int a) { return a * 2; }
void handler(int s) { seen = helper(s); }
int main(void) {
  signal(SIGUSR1, handler);
  raise(SIGUSR1);
  return seen == 2 * SIGUSR1 ? 0 : 1;
}
