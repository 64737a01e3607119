// An optimized eager function may conclude nothing from the stubs that it calls: not that they never return, nor what.
// RUN: %{same} -O1 && %{same} -O2 && %{same} -O3 && %{same} -Os && %{same} -O2 -flto -fuse-ld=lld && %{same} -O2 -flto=thin -fuse-ld=lld
// RUN: %{manifest} | FileCheck %s
// CHECK-DAG: function main external eager inline-asm
// CHECK-DAG: function add internal lazy
#include <stdio.h>
#include <stdlib.h>
static int total;
static int add(int a, int unused, int b) { return total += a + b; }
static int constant(int a) { return a * 3; }
static void store(int *p) { *p = 11; }
static void quit(int code) {
  if (code > 100)
    exit(code);
}
static int *find(int *p) { return p + 1; }
int main(void) {
  int v[2] = {1, 2}, one = 1;
  __asm__ volatile("nop" : "+r"(one));
  store(v);
  quit(one);
  int r = add(1, 0, constant(4)) + add(2, 5, one) + constant(4) + *find(v) + v[0];
  printf("%d %d\n", r, total);
  quit(one + 100);
  return 1;
}
