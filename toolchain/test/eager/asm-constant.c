// Assembly with an operand that is a constant only after inlining: who inlines it stays beside it.
// RUN: %{same} -O2 && %{manifest} | FileCheck %s
// RUN: %{says-same} -O0 | FileCheck --check-prefix=REFUSED %s
// CHECK-DAG: function number internal eager inline-asm
// CHECK-DAG: function five internal eager asm-constant
// CHECK-DAG: function seven internal eager asm-constant
// CHECK-DAG: function sum external eager asm-constant
// CHECK-DAG: function other external lazy
// CHECK-DAG: function main external lazy
// REFUSED: constraint 'n' expects an integer constant expression
// REFUSED: exit 1
#include <stdio.h>
static inline int number(int n) {
  int result;
  __asm__("movl %1, %0" : "=r"(result) : "n"(n));
  return result;
}
static int five(void) { return number(5); }
static int seven(void) { return 7; }
int sum(void) { return number(seven()) + five(); }
int other(int a) { return a + 1; }
int main(void) {
  printf("%d\n", sum());
  return 0;
}
