// The safe stack's second stack is reached by a thread-local that the code generator names itself.
// RUN: %{same} -fsanitize=safe-stack && %{manifest} | FileCheck %s
// The regular program does not run beside a preloaded AddressSanitizer.
// REQUIRES: not-sanitized
// CHECK: function fill external eager instrumented
#include <string.h>
int fill(int n) {
  char buffer[100];
  memset(buffer, n, sizeof buffer);
  return buffer[n];
}
int main(void) { return fill(3); }
