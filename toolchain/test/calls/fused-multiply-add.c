// -ffp-contract=fast fuses across statements and pragmas, in the code generator; the other settings do not.
// REQUIRES: avx2
// RUN: %{same} -O2 -mfma -ffp-contract=fast && %{same} -O2 -mfma -ffp-contract=on && %{same} -O2 -mfma -ffast-math && %{same} -O2 -mfma -ffp-contract=off
// RUN: %{manifest} | FileCheck %s
// CHECK: function apart external lazy
#include <stdio.h>
double together(double a, double b, double c) { return a * b + c; }
double apart(double a, double b, double c) {
#pragma STDC FP_CONTRACT OFF
  double product = a * b;
  return product + c;
}
int main(int count, char **arguments) {
  double x = count * 1.1;
  printf("%a %a\n", together(x, x, -1.21), apart(x, x, -1.21));
}
