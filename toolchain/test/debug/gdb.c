// gdb reads the same interface. It moves a breakpoint to the next line that exists, so the first stops are in main and work.
// REQUIRES: gdb
//
// RUN: rm -rf %t.store
//
// RUN: %{autojit} -g %s -o %t.exe
//
// RUN: env AUTOJIT_DEBUG=1 gdb -nx -batch -ex 'set breakpoint pending on' -ex 'break gdb.c:15' -ex run -ex continue -ex continue -ex bt -ex 'print sum' %t.exe 2>&1 | FileCheck %s
// CHECK: add (a=3, b=4)
// CHECK: #1 {{.*}}work (n=3)
// CHECK: #2 {{.*}}main
// CHECK: = 7
int add(int a, int b) {
  int sum = a + b;
  return sum;
}
int work(int n) { return add(n, n + 1) * 2; }
int main(void) { return work(3); }
