// Instrumented code stays whole: the sanitizer still finds the error and names the function.
// The program brings its own sanitizer, which cannot share a process with the one that an instrumented engine needs.
// REQUIRES: not-sanitized
// RUN: rm -rf %t.store
// RUN: %{autojit} -g -fsanitize=address %s -o %t.exe && %{manifest} | FileCheck %s
// RUN: not %t.exe 2>&1 | FileCheck --check-prefix=REPORT %s
// CHECK: function overflow external eager instrumented
// REPORT: heap-buffer-overflow
// REPORT: in overflow
#include <stdlib.h>
int overflow(int *p) { return p[4]; }
int main(void) { return overflow(malloc(4 * sizeof(int))); }
