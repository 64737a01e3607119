// longjmp across materialized frames.
// RUN: %{same} && %{same} -O2
#include <setjmp.h>
#include <stdio.h>
static jmp_buf back;
void deep(int n) {
  if (n == 0)
    longjmp(back, 7);
  deep(n - 1);
}
int main(void) {
  volatile int before = 1;
  int code = setjmp(back);
  if (code == 0) {
    before = 2;
    deep(5);
  }
  printf("%d %d\n", code, before);
}
