// Somebody empties a program's log while it runs: what was kept is not needed from the file any more, and the next run keeps anew.
// RUN: rm -rf %t.store && %{autojit} -O1 %s -o %t.exe && %t.exe true && %t.exe 'truncate -s 0 %t.store/images/*.log' && %t.exe true && %t.exe 'truncate -s 100 %t.store/images/*.log' && %t.exe true
// RUN: rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe true && FileCheck %s < %t.trace
// CHECK-NOT: "event":"engine"
// CHECK: "event":"exited"
#include <stdlib.h>
#define F(n) __attribute__((noinline)) int f##n(int a) { return n ? a + n : 0; }
#define TEN(n) F(n##0) F(n##1) F(n##2) F(n##3) F(n##4) F(n##5) F(n##6) F(n##7) F(n##8) F(n##9)
#define CALL(n) sum += f##n(1);
#define CALLS(n) CALL(n##0) CALL(n##1) CALL(n##2) CALL(n##3) CALL(n##4) CALL(n##5) CALL(n##6) CALL(n##7) CALL(n##8) CALL(n##9)
// More than come with main in the first block.
TEN(1) TEN(2) TEN(3) TEN(4) TEN(5) TEN(6) TEN(7) TEN(8) TEN(9) TEN(10) TEN(11) TEN(12) TEN(13) TEN(14) TEN(15) TEN(16)
int main(int count, char **arguments) {
  int sum = 0;
  if (system(arguments[1]) != 0)
    return 1;
  CALLS(1) CALLS(2) CALLS(3) CALLS(4) CALLS(5) CALLS(6) CALLS(7) CALLS(8) CALLS(9) CALLS(10) CALLS(11) CALLS(12) CALLS(13) CALLS(14) CALLS(15) CALLS(16)
  return sum == 0;
}
