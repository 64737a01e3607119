// Breakpoints that were set before and after a reload stop in the new body, with its own variables; steps stay in it and lead out of it.
// The program does not tell itself: LLDB loses its breakpoints when a program starts another, or opens a library after its file was replaced (so no images are kept: the engine is there).
// REQUIRES: gdb, reload-command, not-sanitized
// RUN: rm -rf %t.store %t.d && mkdir -p %t.d && for i in 2 3; do sed "s/OLD/$i/g" %s > %t.d/app.c && %{autojit} -g %t.d/app.c -o %t.$i || exit 1; done
//
// RUN: cp %t.2 %t.exe && (bash %{tools}/reload-when-ready.sh %t.d %t.3 %t.exe %{reload} > /dev/null 2>&1 &) && env AUTOJIT_IMAGES=off AUTOJIT_DEBUG=1 AUTOJIT_RELOAD=1 gdb -nx -batch -ex 'set breakpoint pending on' -ex 'break app.c:37' -ex 'run %t.d' -ex continue -ex 'print made2' -ex 'continue' -ex 'bt' -ex 'print made3' -ex 'break app.c:42' -ex 'next' -ex 'print sum' -ex 'finish' -ex 'continue' -ex 'info locals' %t.exe > %t.out 2>&1; FileCheck --check-prefix=GDB %s < %t.out
// RUN: FileCheck --check-prefix=SAID %s < %t.d/said && rm %t.d/ready %t.d/go
//
// RUN: cp %t.2 %t.exe && (bash %{tools}/reload-when-ready.sh %t.d %t.3 %t.exe %{reload} > /dev/null 2>&1 &) && lldb-22 -b -o 'settings set plugin.jit-loader.gdb.enable on' -o 'settings set target.env-vars AUTOJIT_IMAGES=off AUTOJIT_DEBUG=1 AUTOJIT_RELOAD=1' -o 'breakpoint set -f app.c -l 37' -o 'run %t.d' -o 'frame variable made2' -o 'continue' -o 'bt' -o 'frame variable made3' -o 'breakpoint set -f app.c -l 42' -o 'next' -o 'frame variable sum' -o 'finish' -o 'continue' -o 'frame variable' %t.exe > %t.out 2>&1; FileCheck --check-prefix=LLDB %s < %t.out
// RUN: FileCheck --check-prefix=SAID %s < %t.d/said
// SAID: reloaded 2 functions in {{[0-9]+}} ms: made, other
//
// GDB: made (a=4) at
// GDB: = 8
// GDB: made (a=5) at
// GDB: #0 {{.*}}made (a=5)
// GDB-NEXT: #1 {{.*}} in main (
// GDB: = 15
// GDB: = 16
// GDB: Value returned is {{.*}} = 16
// GDB: other (a=6) at
// GDB: other3 = 18
//
// LLDB: made2 = 8
// LLDB: * frame #0: {{.*}}`made(a=5)
// LLDB-NEXT: frame #1: {{.*}}`main(
// LLDB: made3 = 15
// LLDB: sum = 16
// LLDB: `main(
// LLDB: `other(a=6)
// LLDB: other3 = 18
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
int made(int a) {
  int madeOLD = a * OLD;
  int sum = madeOLD + 1;
  return sum;
}
int other(int a) {
  int otherOLD = a * OLD;
  return otherOLD + 2;
}
int main(int count, char **words) {
  int before = made(4) + other(4);
  if (count != 2 || chdir(words[1]) != 0 || creat("ready", 0600) < 0)
    return 1;
  while (access("go", F_OK) != 0)
    usleep(10000);
  printf("%d %d\n", before, made(5) + other(6));
  return 0;
}
