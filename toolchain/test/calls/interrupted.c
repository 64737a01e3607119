// Ctrl-C ends a program at once, while a function is made.
// RUN: rm -rf %t.store && mkdir -p %t.dir && bash %{tools}/long-function.sh 2500 > %t.dir/straight.h && %{autojit} -DSEED=11 -O2 -I%t.dir %s -o %t.exe
// RUN: env AUTOJIT_IMAGES=off python3 %{tools}/interrupt.py %t.trace %t.exe | FileCheck %s
// CHECK: begun: 1 more than ended; signal 2
#include "straight.h"
int main(void) { return straight(1) == 0; }
