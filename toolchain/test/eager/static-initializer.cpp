// Dynamic initialisation of C++ variables is a static initializer; the constructor that it calls is not.
// RUN: %{same} && %{manifest} | FileCheck %s
// CHECK-DAG: function _GLOBAL__sub_I_static_initializer.cpp internal eager static-initializer
// CHECK-DAG: function _ZN5ThingC2Ev linkonce lazy
#include <cstdio>
struct Thing {
  int value;
  Thing() : value(5) { std::puts("made"); }
  ~Thing() { std::puts("gone"); }
};
Thing thing;
int main() { return thing.value; }
