// A report of -fsanitize=leak names the function that allocated.
// REQUIRES: not-sanitized
// RUN: rm -rf %t.store && %{autojit} -g -fsanitize=leak %s -o %t.exe && not %t.exe 2>&1 | FileCheck %s
// CHECK: detected memory leaks
// CHECK: in lose {{.*}}instrumented-leak.c:[[#@LINE+3]]
#include <stdlib.h>
void *kept;
__attribute__((noinline)) void lose(void) { kept = malloc(100); }
int main(void) {
  lose();
  kept = NULL;
}
