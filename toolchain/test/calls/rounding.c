// With -frounding-math materialized code rounds as the program has set it, and raises the exceptions it would.
// RUN: %{same} -O2 -frounding-math -ftrapping-math -lm && %{same} -ffp-model=strict -lm && %{manifest} | FileCheck %s
// CHECK: function divide external lazy
#include <fenv.h>
#include <stdio.h>
double divide(double a, double b) { return a / b; }
double third(void) { return 1.0 / 3.0; }
int main(void) {
  fesetround(FE_UPWARD);
  double up = divide(1, 3), constant = third();
  fesetround(FE_DOWNWARD);
  double down = divide(1, 3);
  fesetround(FE_TONEAREST);
  feclearexcept(FE_ALL_EXCEPT);
  double exact = divide(6, 3);
  int none = fetestexcept(FE_ALL_EXCEPT);
  double infinite = divide(1, 0);
  printf("%a %a %a %g %d %g %d\n", up, constant, down, exact, none, infinite, fetestexcept(FE_DIVBYZERO) != 0);
}
