// A question for what a thread of lower priority has begun: its priority is raised, or, where nobody may do that, a thread for questions begins anew. A
// daemon without rights may not.
// RUN: rm -rf %t.store && %{autojit} -O2 %s -o %t.exe
// RUN: env AUTOJIT_TIERS=off AUTOJIT_ENGINE=auto AUTOJIT_IMAGES=off %{with-daemon} real -- %t.exe %{tools}/daemon-peer.py | FileCheck %s
// CHECK: done 0
// CHECK: status:{{.*}}{{"raised": 1,.*"restarted": 0|"raised": 0,.*"restarted": 1}}
#include "Inputs/takes-long.h"
#include <stdio.h>
int main(int count, char **arguments) {
  char wait[1024];
  snprintf(wait, sizeof wait, "python3 %s busy > /dev/null", arguments[1]);
  if (pclose(popen(wait, "r")) != 0)
    return 1;
  printf("done %d\n", takes_long(0));
  return 0;
}
