// A function has one address, wherever it is taken: in tables, in other functions, before and after its first call.
// RUN: %{same} && %{same} -O2 && %{manifest} | FileCheck %s
// CHECK-DAG: function twice internal lazy
// CHECK-DAG: indirect pointer i32 (i32)
// CHECK-DAG: address taken: {{.*}}twice
#include <stdio.h>
static int twice(int a) { return 2 * a; }
static int thrice(int a) { return 3 * a; }
static int (*const table[])(int) = {twice, thrice};
int (*pick(int i))(int) { return i ? thrice : twice; }
int main(void) {
  int same = table[0] == pick(0);
  int value = table[0](4) + pick(1)(5);
  printf("%d %d %d\n", same, value, table[0] == pick(0) && table[1] == pick(1) && &twice == table[0]);
}
