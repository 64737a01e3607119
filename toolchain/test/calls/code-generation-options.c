// Options that change what the code generator makes: what materialized code computes stays the same.
// RUN: %{same} -O2 -fwrapv -fno-strict-aliasing -funsigned-char && %{same} -fwrapv -mno-red-zone -fzero-call-used-regs=all
// RUN: %{same} -O2 -fwrapv -fcf-protection -fno-jump-tables -fno-plt -ftrivial-auto-var-init=pattern
// RUN: %{same} -O2 -fwrapv -fno-strict-aliasing -march=native -fno-omit-frame-pointer && %{manifest} | FileCheck %s
// CHECK: function wraps external lazy
#include <limits.h>
#include <stdio.h>
int wraps(int a) { return a + 1 < a; }
int sign(int c) { return (char)c < 0; }
int choose(int n) {
  switch (n) {
  case 1:
    return 70;
  case 2:
    return 12;
  case 3:
    return 99;
  case 4:
    return 31;
  case 5:
    return 8;
  }
  return 0;
}
int main(int count, char **arguments) { printf("%d %d %d\n", wraps(INT_MAX), sign(199 + count), choose(count + 2)); }
