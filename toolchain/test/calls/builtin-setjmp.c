// The compiler's own setjmp: its buffer holds an address in the middle of a body.
// RUN: %{same} && %{same} -O2 && %{manifest} | FileCheck %s
// CHECK: function jump external lazy
#include <stdio.h>
static void *buffer[5];
__attribute__((noinline)) void jump(int n) {
  if (n == 0)
    __builtin_longjmp(buffer, 1);
  jump(n - 1);
}
int try(int n) {
  volatile int kept = n;
  if (__builtin_setjmp(buffer))
    return kept + 5;
  jump(n);
  return 6;
}
int main(void) { printf("%d\n", try(3)); }
