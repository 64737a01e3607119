// A virtual function may take variable arguments; its thunk forwards them.
// RUN: %{same} && %{same} -O2 && %{manifest} | FileCheck %s
// CHECK: function {{.*}}Second3sum{{.*}} lazy
#include <cstdarg>
#include <cstdio>
struct First {
  virtual ~First() {}
  long padding = 1;
};
struct Summing {
  virtual double sum(int n, ...) = 0;
  virtual ~Summing() {}
};
struct Second : First, Summing {
  double base = 100;
  double sum(int n, ...) override {
    va_list v;
    va_start(v, n);
    double s = base;
    while (n--)
      s += va_arg(v, int) + va_arg(v, double);
    va_end(v);
    return s;
  }
};
int main() {
  Second second;
  Summing &summing = second;
  std::printf("%g %g\n", summing.sum(2, 1, 0.5, 2, 0.25), second.sum(1, 7, 7.5));
}
