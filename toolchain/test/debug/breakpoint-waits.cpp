// A breakpoint in a lazy function waits for it: it does not move to a static initialiser, which is eager and further down.
// RUN: rm -rf %t.store && %{autojit++} -g -O0 %s -o %t.exe
// RUN: lldb-22 -b -o 'breakpoint set -f breakpoint-waits.cpp -l 17' -o run -o 'frame variable x y' -o continue %t.exe | FileCheck %s
// In a function that ends a line before another one begins, LLDB must be told to stay there (docs/trust.md); the editor does.
// RUN: lldb-22 -b -o 'settings set target.move-to-nearest-code false' -o 'breakpoint set -f breakpoint-waits.cpp -l 18' -o run %t.exe | FileCheck --check-prefix=END %s
// CHECK: Breakpoint 1: no locations (pending)
// CHECK: stop reason = breakpoint 1.1
// CHECK: -> 17
// CHECK: (int) x = 4
// CHECK-NEXT: (int) y = 8
// CHECK: exited with status = 9
// END: stop reason = breakpoint 1.1
// END: -> {{[0-9]+}}   }
namespace {
void lazy(int x, int &to) {
  int y = x * 2;
  to = y + 1;
}
int seed() { return 4; }
int initialised = seed();
struct Counter {
  Counter() { ++initialised; }
  ~Counter() { --initialised; }
};
Counter counted[2];
thread_local Counter per_thread;
} // namespace
int main() {
  int result;
  lazy(initialised - 2, result);
  return result;
}
