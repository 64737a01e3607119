// Exceptions pass through code that was made for a static program, whose unwinder is its own.
// RUN: rm -rf %t.store && env AUTOJIT_ENGINE=auto %{autojit++} -static %s -o %t.exe && env AUTOJIT_ENGINE=auto %t.exe | FileCheck %s
// RUN: %{autojit++} -O2 -static-pie %s -o %t.exe && env AUTOJIT_ENGINE=auto %t.exe | FileCheck %s
// CHECK: cleaned up
// CHECK-NEXT: caught 7
#include <cstdio>
struct Guard {
  ~Guard() { std::puts("cleaned up"); }
};
__attribute__((noinline)) static void thrower(int a) {
  if (a)
    throw a;
}
__attribute__((noinline)) static void middle(int a) {
  Guard guard;
  thrower(a);
}
int main() {
  try {
    middle(7);
  } catch (int a) {
    std::printf("caught %d\n", a);
  }
}
