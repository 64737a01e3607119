// A breakpoint that was set before its code existed stops there, with arguments, variables and callers.
//
// RUN: rm -rf %t.store
//
// RUN: %{autojit} -g %s -o %t.exe
//
// RUN: lldb-22 -b -o 'settings set plugin.jit-loader.gdb.enable on' -o 'settings set target.env-vars AUTOJIT_DEBUG=1' -o 'breakpoint set -f lldb.c -l 17' -o run -o bt -o 'frame variable' -o continue %t.exe | FileCheck %s
// CHECK: stop reason = breakpoint 1.1
// CHECK: add(a=3, b=4)
// CHECK: frame #1: {{.*}}work(n=3)
// CHECK: frame #2: {{.*}}main
// CHECK: (int) a = 3
// CHECK: (int) sum = 7
// CHECK: exited with status = 14
int add(int a, int b) {
  int sum = a + b;
  return sum;
}
int work(int n) { return add(n, n + 1) * 2; }
int main(void) { return work(3); }
