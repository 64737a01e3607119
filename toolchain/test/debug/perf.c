// With AUTOJIT_PERF=1 the process names materialized functions in the map that perf reads, a forked child in one of its own; without it there is none.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe
// RUN: env AUTOJIT_IMAGES=off %t.exe > %t.pids && test ! -e /tmp/perf-$(sed -n 1p %t.pids).map
// RUN: env AUTOJIT_IMAGES=off AUTOJIT_PERF=1 %t.exe > %t.pids
// RUN: cat /tmp/perf-$(sed -n 1p %t.pids).map > %t.child && cat /tmp/perf-$(sed -n 2p %t.pids).map > %t.parent
// RUN: rm /tmp/perf-$(sed -n 1p %t.pids).map /tmp/perf-$(sed -n 2p %t.pids).map
// RUN: FileCheck %s < %t.child && FileCheck --check-prefix=PARENT %s < %t.parent
// CHECK: {{^[0-9a-f]+ [0-9a-f]+ main$}}
// CHECK: {{^[0-9a-f]+ [0-9a-f]+ of_child$}}
// PARENT-NOT: of_child
// PARENT: {{^[0-9a-f]+ [0-9a-f]+ of_parent$}}
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int of_child(int a) { return a + 1; }
int of_parent(int a) { return a + 2; }
int main(void) {
  pid_t child = fork();
  if (child == 0) {
    printf("%d\n", (int)getpid());
    fflush(stdout);
    _exit(of_child(0));
  }
  waitpid(child, 0, 0);
  printf("%d\n", (int)getpid());
  return of_parent(-2);
}
