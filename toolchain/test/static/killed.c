// A daemon that is killed while a static program runs: the program starts another and goes on.
// RUN: rm -rf %t.store && %{autojit} -static %s -o %t.exe
// RUN: env AUTOJIT_ENGINE=auto AUTOJIT_IMAGES=off %{with-daemon} real -- %t.exe | FileCheck %s
// CHECK: 42
// CHECK: status:{{.*}}"compiled": 1,
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
