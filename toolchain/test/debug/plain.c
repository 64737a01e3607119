// Debuggers see functions, lines and variables of a plain run, cold and from images: their breakpoint in the JIT interface says that they are there.
// REQUIRES: gdb, not-sanitized
// RUN: rm -rf %t.store && %{autojit} -g %s -o %t.exe
// RUN: gdb -nx -batch -ex 'set breakpoint pending on' -ex 'break plain.c:25' -ex run -ex continue -ex continue -ex bt -ex 'info locals' %t.exe 2>&1 | FileCheck --check-prefix=GDB %s
// RUN: gdb -nx -batch -ex 'set breakpoint pending on' -ex 'break plain.c:25' -ex run -ex bt -ex 'info locals' %t.exe 2>&1 | FileCheck --check-prefix=GDB %s
// RUN: rm -rf %t.store/images
// RUN: lldb-22 -b -o 'breakpoint set -f plain.c -l 25' -o run -o bt -o 'frame variable' -o continue %t.exe | FileCheck --check-prefix=LLDB %s
// RUN: lldb-22 -b -o 'breakpoint set -f plain.c -l 25' -o run -o bt -o 'frame variable' -o continue %t.exe | FileCheck --check-prefix=LLDB %s
// Without one, the run makes no debug info, and is not slowed down by what another run made for one.
// RUN: rm -rf %t.store/images && (%t.exe; test $? = 14) && ls %t.store/images | FileCheck --check-prefix=PLAIN %s
// GDB: #0 {{.*}}add (a=3, b=4) at {{.*}}plain.c:25
// GDB-NEXT: #1 {{.*}} in work (n=3) at {{.*}}plain.c:27
// GDB-NEXT: #2 {{.*}} in main () at {{.*}}plain.c:28
// GDB: sum = 7
// LLDB: stop reason = breakpoint 1.1
// LLDB: * frame #0: {{.*}}`add(a=3, b=4) at plain.c:25
// LLDB-NEXT: frame #1: {{.*}}`work(n=3) at plain.c:27
// LLDB-NEXT: frame #2: {{.*}}`main at plain.c:28
// LLDB: (int) a = 3
// LLDB: (int) sum = 7
// LLDB: exited with status = 14
// PLAIN-NOT: debug
int add(int a, int b) {
  int sum = a + b;
  return sum;
}
int work(int n) { return add(n, n + 1) * 2; }
int main(void) { return work(3); }
