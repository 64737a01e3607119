// Complex numbers of every width, returned in one register, two, and on the x87 stack.
// RUN: %{same} && %{same} -O2 && %{manifest} | FileCheck %s
// CHECK: function cl external lazy
#include <complex.h>
#include <stdio.h>
_Float16 _Complex ch(_Float16 _Complex a, _Float16 _Complex b) { return a * b; }
float _Complex cf(float _Complex a, float _Complex b) { return a * b; }
double _Complex cd(double _Complex a, double _Complex b) { return a / b; }
long double _Complex cl(long double _Complex a, long double _Complex b) { return a * b; }
unsigned _Complex ci(unsigned _Complex a, unsigned _Complex b) { return a * b; }
__float128 quad(__float128 a, __float128 b) { return a * b + 1; }
long double mixed(long double a, int b, long double c, __int128 d, float e, double f, long double g) { return a + b * c - d + e * f / g; }
int main(void) {
  float _Complex a = cf(1 + 2 * I, 3 - I);
  double _Complex b = cd(1 + 2 * I, 3 - I);
  long double _Complex c = cl(1 + 2 * I, 3 - I);
  _Float16 _Complex d = ch(1 + 2 * I, 3 - I);
  unsigned _Complex e = ci(3 + 4i, 5 + 6i);
  printf("%g %g %g %g %Lg %Lg\n", crealf(a), cimagf(a), creal(b), cimag(b), creall(c), cimagl(c));
  printf("%g %g %d %d %g %Lg\n", (double)__real__ d, (double)__imag__ d, (int)__real__ e, (int)__imag__ e, (double)quad(1.5, 3), mixed(1, 2, 3, 4, 5, 6, 7));
}
