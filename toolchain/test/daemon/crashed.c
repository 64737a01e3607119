// When the code generator crashes over a function (a signal to the thread that makes it, here), the program that calls it ends with a line that names it;
// another one of the same daemon goes on.
// RUN: rm -rf %t.store && %{autojit} -O2 %s -o %t.exe
// RUN: env AUTOJIT_TIERS=off AUTOJIT_ENGINE=auto AUTOJIT_IMAGES=off %{with-daemon} real -- sh -c '%t.exe other & (%t.exe long 2>&1; echo ended with $?) & python3 %{tools}/daemon-peer.py crash 11; wait; %t.exe other; cat $XDG_RUNTIME_DIR/autojit/*.log' > %t.out
// RUN: FileCheck %s < %t.out
// RUN: FileCheck %s --check-prefix=LINE < %t.out
// CHECK-COUNT-2: other: 3
// CHECK: 'takes_long' (slot {{[0-9]+}} of module {{[0-9a-f]+}}) is refused from now on: the code generator crashed (Segmentation fault); process
// LINE: autojit: {{.*}}crashed.c: function {{.*}} cannot be materialized: 'takes_long': the code generator crashed (Segmentation fault); compile its file with AUTOJIT_DISABLE=1
// LINE: ended with 134
#include "Inputs/takes-long.h"
#include <stdio.h>
#include <string.h>
static int other(int a) { return a + 1; }
int main(int count, char **arguments) {
  if (strcmp(arguments[1], "long") == 0)
    printf("long: %d\n", takes_long(count));
  else
    printf("other: %d\n", other(count));
  return 0;
}
