// What a function calls is made while it runs: its callees were never waited for here.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe
// RUN: env AUTOJIT_ENGINE=auto AUTOJIT_IMAGES=off %{with-daemon} real -- %t.exe | FileCheck %s
// CHECK: done
// CHECK: status: {"ahead": 3, "aheadUsed": 2, "asked": 3,
#include <stdio.h>
#include <unistd.h>
static int called(int a) { return a + 1; }
static int also(int a) { return a + 2; }
static int never(int a) { return a + 3; }
int main(int count, char **arguments) {
  sleep(1);
  int a = called(0) + also(0);
  if (count > 1)
    a += never(a);
  puts(a == 3 ? "done" : "wrong");
  return 0;
}
