// A debugger that comes late, and one that reads a core file, knows the functions that were made before by name, with their callers; those that come
// after it with lines and variables.
// REQUIRES: gdb, not-sanitized
// RUN: rm -rf %t.store && %{autojit} -O1 -g %s -o %t.exe
// RUN: %t.exe "gdb -nx -batch -ex 'generate-core-file %t.core' -ex bt -p %%d" > %t.out 2>&1; FileCheck --check-prefix=GDB %s < %t.out
// RUN: %t.exe "lldb-22 -b -o bt -p %%d" > %t.out 2>&1; FileCheck --check-prefix=LLDB %s < %t.out
// RUN: gdb -nx -batch -ex bt %t.exe %t.core 2>&1 | FileCheck --check-prefix=GDB %s
// RUN: lldb-22 -b -c %t.core -o bt %t.exe | FileCheck --check-prefix=LLDB %s
// RUN: env AUTOJIT_IMAGES=off %t.exe "gdb -nx -batch -ex 'set variable go = 1' -ex 'break later' -ex continue -ex continue -ex bt -ex 'info args' -p %%d" > %t.out 2>&1; FileCheck --check-prefix=LATER %s < %t.out
// GDB: in inner ()
// GDB-NEXT: in outer ()
// GDB-NEXT: in main ()
// LLDB: `inner + {{[0-9]+$}}
// LLDB-NEXT: `outer + {{[0-9]+$}}
// LLDB-NEXT: `main + {{[0-9]+$}}
// LATER: #0 {{.*}}later (x=5) at {{.*}}attach.c
// LATER-NEXT: #1 {{.*}} in outer ()
// LATER-NEXT: #2 {{.*}} in main ()
// LATER: x = 5
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
volatile int go, five = 5;
__attribute__((noinline)) int inner(const char *debugger) {
  const int program = (int)getpid();
  const pid_t child = fork();
  if (child == 0) {
    char command[1000];
    snprintf(command, sizeof command, debugger, program);
    _exit(system(command) != 0);
  }
  while (!go && waitpid(child, 0, WNOHANG) == 0)
    usleep(1000);
  return go;
}
__attribute__((noinline)) int later(int x) { return x * 3; }
__attribute__((noinline)) int outer(const char *debugger) { return inner(debugger) + later(five); }
int main(int argc, char **argv) {
  prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
  return outer(argv[argc - 1]) * 2;
}
