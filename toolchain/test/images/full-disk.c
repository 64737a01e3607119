// Without room for images a program runs as well; only nothing is kept.
// REQUIRES: mounts
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && mkdir -m 700 %t.store/images
// RUN: unshare --mount sh -c 'mount -t tmpfs -o size=4k,mode=700 none %t.store/images; %t.exe && %t.exe && %t.exe' 2>&1 | FileCheck %s
// CHECK: 4950
// CHECK-NEXT: 4950
// CHECK-NEXT: 4950
// CHECK-NOT: {{.}}
#include <stdio.h>
#define F(n) int f##n(int a, int b) { return a * n + b / (n + 1) - (a ^ b) % (n + 2); }
F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9)
int main(void) {
  volatile int sum = f1(1, 2) + f2(1, 2) + f3(1, 2) + f4(1, 2) + f5(1, 2) + f6(1, 2) + f7(1, 2) + f8(1, 2) + f9(1, 2);
  sum = 0;
  for (int i = 0; i < 100; ++i)
    sum += i;
  printf("%d\n", sum);
}
