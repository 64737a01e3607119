// memcheck and callgrind run the program, cold and warm, and name its functions and lines as they name those of a regular program.
// REQUIRES: valgrind, not-sanitized
// UNSUPPORTED: link-static
// RUN: rm -rf %t.store && %{autojit} -g %s -o %t.exe
// RUN: valgrind --error-exitcode=9 %t.exe > %t.cold 2>&1; test $? -eq 9 && FileCheck --implicit-check-not='Warning: client' %s < %t.cold
// RUN: valgrind --error-exitcode=9 %t.exe > %t.warm 2>&1; test $? -eq 9 && FileCheck --implicit-check-not='Warning: client' %s < %t.warm
// CHECK: Invalid read of size 4
// CHECK-NEXT: bad (valgrind.c:22)
// CHECK-NEXT: middle (valgrind.c:27)
// CHECK-NEXT: main (valgrind.c:31)
// CHECK: block of size 16 alloc'd
// CHECK: middle (valgrind.c:24)
// CHECK-NEXT: main (valgrind.c:31)
// RUN: %{autojit} -O2 %s -o %t.fast && env AUTOJIT_DEBUG=1 %t.fast && valgrind %t.fast 2>&1 | FileCheck --check-prefix=NAMES %s
// NAMES: bad
// NAMES-NEXT: middle
// NAMES-NEXT: main
// RUN: valgrind --tool=callgrind --callgrind-out-file=%t.calls %t.exe 2>/dev/null && FileCheck --check-prefix=CALLS %s < %t.calls
// CALLS-DAG: fn={{.*}} middle
// CALLS-DAG: fn={{.*}} bad
#include <stdlib.h>
__attribute__((noinline)) int bad(int *p) { return p[4]; }
__attribute__((noinline)) int middle(int n) {
  int *p = malloc(n * sizeof *p);
  for (int i = 0; i < n; ++i)
    p[i] = i;
  int result = bad(p);
  free(p);
  return result > 1000;
}
int main(void) { return 2 * middle(4) & 1; }
