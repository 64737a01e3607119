// A loop that runs on takes over a function of some size that it calls; what a usual run keeps of the loop may hold a copy of that, and is of no use
// where programs reload.
// REQUIRES: reload-command
// RUN: rm -rf %t.store %t.d && mkdir -p %t.d && for i in 1 2; do %{autojit} -O2 -g -DFACTOR=$i %s -o %t.d/$i || exit 1; done
// RUN: cp %t.d/1 %t.exe && env AUTOJIT_TIERS=off %t.exe true | FileCheck --check-prefix=USUAL %s
// USUAL: step 1
// USUAL: step 1
// RUN: env AUTOJIT_RELOAD=1 %t.exe "cp %t.d/2 %t.new && mv %t.new %t.exe && %{reload} %t.exe" > %t.out && FileCheck %s < %t.out
// CHECK: step 1
// CHECK: reloaded 1 function in
// CHECK: step 2
#include <stdio.h>
#include <stdlib.h>

int step(int a, int b) {
  a = a * 3 + b;
  b = b * 5 ^ a;
  a ^= b >> 3;
  b += a * 7;
  a = a * 11 - b;
  b ^= a << 2;
  a += b * 13;
  b = b * 17 + a;
  return FACTOR * 1000 + ((a ^ b) & 15);
}

int main(int argc, char **argv) {
  for (int i = 0; i < 2; ++i) {
    printf("step %d\n", step(argc, i) / 1000);
    fflush(stdout);
    if (i == 0 && system(argv[1]) != 0)
      return 2;
  }
}
