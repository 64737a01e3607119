// A breakpoint on a function's name, set before its code exists, stops at the stub and then in the code, with the arguments; backtraces from both are whole.
// An engine that is built for tests has names of its own, among them `add`.
// REQUIRES: gdb, not-sanitized
// RUN: rm -rf %t.store && %{autojit} -g %s -o %t.exe
// RUN: env AUTOJIT_DEBUG=1 gdb -nx -batch -ex 'break add' -ex run -ex bt -ex continue -ex bt -ex 'info args' %t.exe 2>&1 | FileCheck --check-prefix=GDB %s
// RUN: lldb-22 -b -o 'settings set plugin.jit-loader.gdb.enable on' -o 'settings set target.env-vars AUTOJIT_DEBUG=1' -o 'breakpoint set -n add' -o run -o bt -o continue -o bt -o 'frame variable' %t.exe | FileCheck --check-prefix=LLDB %s
// GDB: #0 {{.*}} in add ()
// GDB-NEXT: #1 {{.*}} in work (n=3)
// GDB-NEXT: #2 {{.*}} in main ()
// GDB: #0 {{.*}}add (a=3, b=4) at
// GDB-NEXT: #1 {{.*}} work (n=3) at
// GDB-NEXT: #2 {{.*}} main ()
// GDB: a = 3
// LLDB: * frame #0: {{.*}}`add{{$}}
// LLDB-NEXT: frame #1: {{.*}}`work(n=3)
// LLDB-NEXT: frame #2: {{.*}}`main
// LLDB: * frame #0: {{.*}}`add(a=3, b=4)
// LLDB-NEXT: frame #1: {{.*}}`work(n=3)
// LLDB-NEXT: frame #2: {{.*}}`main
// LLDB: (int) a = 3
int add(int a, int b) {
  int sum = a + b;
  return sum;
}
int work(int n) { return add(n, n + 1) * 2; }
int main(void) { return work(3); }
