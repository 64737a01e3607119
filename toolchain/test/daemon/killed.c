// A daemon that is killed while a program runs: the program goes on with the engine in its own process, or with a new daemon.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe
// RUN: rm -f %t.trace && env AUTOJIT_ENGINE=auto AUTOJIT_IMAGES=off AUTOJIT_TRACE=%t.trace %{with-daemon} real -- %t.exe | FileCheck %s
// CHECK: 42
// RUN: FileCheck %s --check-prefix=TRACE < %t.trace
// TRACE: "event":"engine",{{.*}}"daemon":true
// TRACE: "event":"engine",{{.*}}"daemon":false,"reason":"{{no daemon runs|the daemon does not answer}}"
// TRACE: "event":"engine",
// RUN: env AUTOJIT_ENGINE=daemon AUTOJIT_IMAGES=off %{with-daemon} real -- %t.exe | FileCheck %s --check-prefix=RESTARTED
// RESTARTED: 42
// RESTARTED: status:{{.*}}"compiled": 1,
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
static int before(int a) { return a + 1; }
static int after(int a) { return a + 1; }
int main(void) {
  int a = before(40);
  kill(atoi(getenv("DAEMON_PID")), SIGKILL);
  printf("%d\n", after(a));
  return 0;
}
