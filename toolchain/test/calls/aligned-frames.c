// Locals aligned to a page beside a variable-length array; frames of many pages, probed or not.
// RUN: %{same} && %{same} -O2 && %{same} -fstack-clash-protection && %{same} -O2 -mstackrealign -fstack-clash-protection -fno-omit-frame-pointer
// RUN: %{manifest} | FileCheck %s
// CHECK: function aligned external lazy
#include <stdint.h>
#include <stdio.h>
#include <string.h>
int aligned(int n) {
  _Alignas(4096) char a[64];
  int v[n];
  _Alignas(256) int b[3];
  memset(a, n, 64);
  v[n - 1] = a[3];
  b[1] = 4;
  return (uintptr_t)a % 4096 + (uintptr_t)b % 256 + v[n - 1] + b[1];
}
int large(int n) {
  volatile char a[300000];
  a[0] = n;
  a[299999] = 2;
  return a[0] + a[299999];
}
int main(void) { printf("%d %d\n", aligned(7), large(1)); }
