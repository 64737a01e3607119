// Two hundred generations of processes, each the child of the one before, each with a function of its own that is made there: a generation adds no more
// address space than its code takes, as what its parent kept for more code is no use to it.
// UNSUPPORTED: engine-daemon
// RUN: %{same} && env AUTOJIT_IMAGES=off %{same}
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#define F(n) __attribute__((noinline)) int f##n(int a) { return a + 1##n % 7; }
#define F10(n) F(n##0) F(n##1) F(n##2) F(n##3) F(n##4) F(n##5) F(n##6) F(n##7) F(n##8) F(n##9)
#define F100(n) F10(n##0) F10(n##1) F10(n##2) F10(n##3) F10(n##4) F10(n##5) F10(n##6) F10(n##7) F10(n##8) F10(n##9)
#define N(n) f##n,
#define N10(n) N(n##0) N(n##1) N(n##2) N(n##3) N(n##4) N(n##5) N(n##6) N(n##7) N(n##8) N(n##9)
#define N100(n) N10(n##0) N10(n##1) N10(n##2) N10(n##3) N10(n##4) N10(n##5) N10(n##6) N10(n##7) N10(n##8) N10(n##9)
F100(1) F100(2)
int (*const functions[])(int) = {N100(1) N100(2)};
enum { GENERATIONS = sizeof functions / sizeof *functions };

/* Of mappings for code, in kB: what an engine or a sanitizer takes for itself comes in steps of its own. */
static long code_space(void) {
  char line[4200];
  unsigned long from, to, size = 0;
  char rights;
  FILE *maps = fopen("/proc/self/maps", "r");
  while (maps && fgets(line, sizeof line, maps))
    if (sscanf(line, "%lx-%lx %*c%*c%c", &from, &to, &rights) == 3 && rights == 'x')
      size += (to - from) / 1024;
  if (maps)
    fclose(maps);
  return (long)size;
}

int main(void) {
  long start = 0;
  int sum = 0;
  for (int i = 0; i < GENERATIONS; ++i) {
    sum += functions[i](i);
    if (i == GENERATIONS / 2)
      start = code_space();
    pid_t child = i + 1 < GENERATIONS ? fork() : -1;
    if (child > 0) { /* the last one prints */
      int status;
      waitpid(child, &status, 0);
      _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
    }
  }
  long grown = code_space() - start;
  printf("%d, %s\n", sum, grown <= 24 * (GENERATIONS / 2) ? "a few pages each" : "too much");
  return 0;
}
