// A report of -fsanitize=memory names the function that used what nobody wrote.
// REQUIRES: not-sanitized
// RUN: rm -rf %t.store && %{autojit} -g -fsanitize=memory %s -o %t.exe && not %t.exe 2>&1 | FileCheck %s
// CHECK: use-of-uninitialized-value
// CHECK-NEXT: #0 {{.*}} in use {{.*}}instrumented-memory.c:[[#@LINE+2]]
#include <stdlib.h>
__attribute__((noinline)) int use(int *p) { return *p ? 1 : 2; }
int main(void) { return use(malloc(4)); }
