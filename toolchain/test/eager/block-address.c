// A table of labels is data that points into the middle of a function.
// RUN: %{same} && %{manifest} | FileCheck %s
// CHECK: function interpret external eager block-address
#include <stdio.h>
int interpret(const char *program) {
  static void *const table[] = {&&stop, &&increment, &&twice};
  int value = 0;
next:
  goto *table[*program++ - '0'];
increment:
  ++value;
  goto next;
twice:
  value *= 2;
  goto next;
stop:
  return value;
}
int main(void) { printf("%d\n", interpret("1122120")); }
