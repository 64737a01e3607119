// The store is deleted while the program runs: what was read of it goes on, what was not says so.
// A daemon may have read the second module before: the program said that it may be called.
// UNSUPPORTED: engine-daemon
// RUN: rm -rf %t.store && echo 'int other(int a) { return a; }' > %t.other.c
// RUN: %{autojit} %s %t.other.c -o %t.exe
// RUN: not --crash %t.exe %t.store 2>&1 | FileCheck %s
// CHECK: here: 4
// CHECK: other.c: function other cannot be materialized: its store is gone
#include <stdio.h>
#include <stdlib.h>
int other(int);
int here(int a) { return a + 1; }
int main(int argc, char **argv) {
  char command[4200];
  snprintf(command, sizeof command, "rm -rf '%s'", argv[1]);
  if (system(command) != 0)
    return 1;
  printf("here: %d\n", here(3));
  fflush(stdout);
  return other(0);
}
