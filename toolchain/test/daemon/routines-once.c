// An image that needs several library routines, whose addresses are not known yet, is asked for once: it waits until the loader has found them all.
// RUN: rm -rf %t.store && %{autojit} -O2 %s -o %t.exe
// RUN: env AUTOJIT_ENGINE=auto AUTOJIT_IMAGES=off %{with-daemon} real -- %t.exe | FileCheck %s
// CHECK: right
// CHECK: status:{{.*}}"asked": 2,
#include <stdio.h>
__attribute__((noinline)) static int many(__int128 a, __int128 b, unsigned __int128 c, double d) {
  return (int)(a / b) + (int)(a % b) + (int)(c / 3) + (int)(c % 7) + (int)(__int128)d + (int)(double)c;
}
int main(int count, char **arguments) {
  puts(many(count * 100, count * 7, count * 10, count * 5.5) == 14 + 2 + 3 + 3 + 5 + 10 ? "right" : "wrong");
  return 0;
}
