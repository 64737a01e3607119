// Variables stay in the program: internal, external, common, weak, const, and those of libc.
// RUN: %{same} && %{same} -O2 && %{same} -fcommon
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
int external = 1;
static int internal = 2;
int common;
__attribute__((weak)) int weak = 4;
extern int missing __attribute__((weak));
static const int table[] = {5, 6, 7};
const int *address(void) { return table; }
int sum(void) {
  static int calls;
  ++calls;
  internal += calls;
  common += external;
  errno = 0;
  strtol("99999999999999999999999", 0, 10);
  return external + internal + common + weak + table[calls] + (errno == ERANGE) + (&missing == 0);
}
int main(void) {
  int first = sum(), second = sum();
  fprintf(stdout, "%d %d %d\n", first, second, address() == table);
}
