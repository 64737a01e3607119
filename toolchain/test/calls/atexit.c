// Functions that are called first while the program exits.
// RUN: %{same}
#include <stdio.h>
#include <stdlib.h>
void last(void) { puts("last"); }
void first(void) { puts("first"); }
int main(void) {
  atexit(last);
  atexit(first);
  exit(3);
}
