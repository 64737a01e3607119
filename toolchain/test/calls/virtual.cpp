// Virtual calls, templates and lambdas; the vtable in the program leads to stubs.
// RUN: %{same} -O2 && %{same} -g && %{manifest} | FileCheck %s
// CHECK: indirect virtual
#include <cstdio>
#include <functional>
#include <memory>
#include <vector>
struct Shape {
  virtual ~Shape() = default;
  virtual double area() const = 0;
};
struct Square : Shape {
  double side;
  explicit Square(double s) : side(s) {}
  double area() const override { return side * side; }
};
template <typename T> struct Scaled : T {
  using T::T;
  double area() const override { return 2 * T::area(); }
};
double total(const std::vector<std::unique_ptr<Shape>> &shapes, const std::function<double(double)> &f) {
  double sum = 0;
  for (auto &s : shapes)
    sum += f(s->area());
  return sum;
}
int main() {
  std::vector<std::unique_ptr<Shape>> v;
  v.push_back(std::make_unique<Square>(2));
  v.push_back(std::make_unique<Scaled<Square>>(3));
  int k = 10;
  std::printf("%g\n", total(v, [k](double a) { return a + k; }));
}
