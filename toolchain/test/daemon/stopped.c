// One that stands still in the middle of a run (SIGSTOP): the same.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe
// RUN: rm -f %t.trace && env AUTOJIT_ENGINE=auto AUTOJIT_IMAGES=off AUTOJIT_TRACE=%t.trace timeout 10 %{with-daemon} real -- %t.exe
// RUN: FileCheck %s < %t.trace
// CHECK: "event":"engine",{{.*}}"daemon":true
// CHECK: "event":"engine",{{.*}}"daemon":false,"reason":"the daemon went away or does not answer"
// CHECK: "event":"exited",{{.*}}"materialized":3
#include <signal.h>
#include <stdlib.h>
static int f(int a) { return a; }
static int g(int a) { return a; }
int main(void) {
  kill(atoi(getenv("DAEMON_PID")), SIGSTOP);
  return f(0) + g(0);
}
