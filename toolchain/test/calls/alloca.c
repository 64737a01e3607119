// Variable-length arrays, alloca and over-aligned locals.
// RUN: %{same} && %{same} -O2
#include <alloca.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
int sum(int n) {
  int v[n];
  _Alignas(128) char aligned[3];
  char *p = alloca(n * 10);
  memset(p, 1, n * 10);
  for (int i = 0; i < n; ++i)
    v[i] = p[i] * i;
  return v[n - 1] + ((uintptr_t)aligned % 128 == 0);
}
int main(void) { printf("%d\n", sum(50)); }
