// What is decided over the whole program when it is linked (CFI, virtual calls that are the only users of a function) is decided by what the linker sees.
// RUN: %{same} -fsanitize=cfi -flto -fvisibility=hidden -fuse-ld=lld && %{manifest} | FileCheck %s
// RUN: %{same} -O2 -fvirtual-function-elimination -fwhole-program-vtables -flto -fvisibility=hidden -fuse-ld=lld && %{manifest} | FileCheck %s
// RUN: %{same} -O2 -fwhole-program-vtables -flto=thin -fvisibility=hidden -fuse-ld=lld && %{manifest} | FileCheck %s
// CHECK-DAG: function _Z4callP4Base external eager whole-program
// CHECK-DAG: function _Z5otheri external lazy
#include <cstdio>
struct Base {
  virtual int f(int a) { return a; }
  virtual int g(int a) { return a + 1; }
};
struct Derived : Base {
  int f(int a) override { return a * 2; }
  int g(int a) override { return a * 3; }
};
int call(Base *b) { return b->f(4) + b->g(5); }
int other(int a) { return a + 1; }
int main() {
  Base b;
  Derived d;
  int (*volatile pointer)(int) = other;
  printf("%d %d %d\n", call(&b), call(&d), pointer(3));
}
