// Without a debugger that asks, no debug object is made; the program is not slower for having been compiled with -g.
// RUN: rm -rf %t.store
// RUN: %{autojit} -g %s -o %t.exe && lldb-22 -b -o 'breakpoint set -f backtrace-without.c -l 4' -o run %t.exe | FileCheck %s
// CHECK: exited with status = 7
int main(void) { return 7; }
