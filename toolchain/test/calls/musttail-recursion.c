// Deep recursion and tail calls use no more stack than without stubs.
// RUN: %{same} && %{same} -O2
#include <stdio.h>
long odd(long n);
long even(long n) {
  if (n == 0)
    return 1;
  __attribute__((musttail)) return odd(n - 1);
}
long odd(long n) {
  if (n == 0)
    return 0;
  __attribute__((musttail)) return even(n - 1);
}
int main(void) { printf("%ld\n", even(3000001)); }
