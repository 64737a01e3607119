// What was read of a large function is given back when its code was made.
// RUN: rm -rf %t.store && %{autojit} -O2 %s -o %t.exe && %t.exe
// UNSUPPORTED: engine-daemon
// REQUIRES: not-sanitized
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define TEN(X) X X X X X X X X X X
#define F(n)                                                                                                                                         \
  __attribute__((noinline)) static unsigned f##n(unsigned a, unsigned b) {                                                                           \
    TEN(TEN(a = a * 3 + b; b ^= a >> n; if (a & 64) ++b;))                                                                                           \
    return a;                                                                                                                                        \
  }
#define ALL(X)                                                                                                                                       \
  X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15) X(16) X(17) X(18) X(19) X(20) X(21) X(22) X(23) X(24) X(25) X(26) \
      X(27) X(28) X(29) X(30)
ALL(F)
#define NAME(n) f##n,
static unsigned (*const functions[])(unsigned, unsigned) = {ALL(NAME)};
enum { FUNCTIONS = sizeof functions / sizeof *functions, FIRST = 5, MOST_MORE = 4096 };

__attribute__((noinline)) static long most_memory(void) {
  char line[128] = "";
  FILE *status = fopen("/proc/self/status", "r");
  while (strncmp(line, "VmHWM:", 6) != 0 && fgets(line, sizeof line, status))
    ;
  fclose(status);
  return atol(line + 6); /* kB */
}
int main(void) {
  unsigned sum = 0;
  long before = 0;
  for (unsigned f = 0; f < FUNCTIONS; ++f) {
    sum += functions[f](f, sum);
    if (f + 1 == FIRST)
      before = most_memory();
  }
  const long more = most_memory() - before;
  printf("%u: %ld kB more\n", sum, more);
  return more > MOST_MORE;
}
