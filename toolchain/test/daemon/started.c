// AUTOJIT_ENGINE=daemon starts one where none runs, and the program has no child more than before; with `auto` none is started.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe
// RUN: env AUTOJIT_ENGINE=daemon AUTOJIT_IMAGES=off %{with-daemon} none -- %t.exe | FileCheck %s
// CHECK: no signal, no child
// CHECK: status:{{.*}}"asked": 2,
// RUN: env AUTOJIT_ENGINE=auto %{with-daemon} none -- %t.exe | FileCheck %s --check-prefix=AUTO
// AUTO: no signal, no child
// AUTO-NOT: status
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
static volatile sig_atomic_t signals;
static void count(int signal) { ++signals; }
static int later(int a) { return a + 1; }
int main(void) {
  signal(SIGCHLD, count);
  later(1);
  int none = waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD;
  puts(none && signals == 0 ? "no signal, no child" : "seen");
  return 0;
}
