// A daemon that has used its processor time ends in good order, and says so; the program goes on by itself.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe
// RUN: env AUTOJIT_ENGINE=auto AUTOJIT_IMAGES=off %{with-daemon} real -- sh -c '%t.exe; cat $XDG_RUNTIME_DIR/autojit/*.log' | FileCheck %s
// CHECK: 42
// CHECK: ends: it has used all the processor time that it may have (ulimit -t)
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
static int before(int a) { return a + 1; }
static int after(int a) { return a + 1; }
int main(void) {
  int a = before(40);
  kill(atoi(getenv("DAEMON_PID")), SIGXCPU);
  printf("%d\n", after(a));
  return 0;
}
