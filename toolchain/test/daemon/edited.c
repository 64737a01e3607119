// After an edit, the daemon takes what did not change from the program's log, and makes the rest of what earlier runs called before it is asked for.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && env AUTOJIT_ENGINE=inprocess %t.exe
// RUN: %{autojit} -DEDITED %s -o %t.exe
// RUN: env AUTOJIT_ENGINE=auto %{with-daemon} real -- %t.exe | FileCheck %s
// CHECK: 7
// CHECK: status:{{.*}}"compiled": 1,{{.*}}"kept": 3,
#include <stdio.h>
#ifdef EDITED
#define RESULT 4
#else
#define RESULT 3
#endif
static int one(void) { return 1; }
static int two(void) { return 2; }
static int edited(void) { return RESULT; }
int main(void) {
  printf("%d\n", one() + two() + edited());
  return 0;
}
