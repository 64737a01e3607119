// A destructor of a global variable whose stub is first called while the program exits runs, although the engine was loaded after the variable was made.
// RUN: %{same} && %{same} -O2 && %{manifest} | FileCheck %s
// CHECK-DAG: function _ZN6LoudlyD2Ev linkonce lazy
// CHECK-DAG: function _Z7workingi external lazy
#include <cstdio>
int working(int a) { return a + 1; }
struct Loudly {
  int number;
  ~Loudly() { printf("%d\n", working(number)); }
};
Loudly first{1}, second{2};
int main() { printf("main\n"); }
