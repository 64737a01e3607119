// Many first runs at once keep what the next one needs, and little more than once (12 times 11 functions are called).
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && %t.exe 12
// RUN: test $(grep -ao AJI %t.store/images/*.log | wc -l) -lt 60
// RUN: rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe 1 && FileCheck %s < %t.trace
// CHECK-NOT: "event":"engine"
// CHECK: "event":"exited"
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#define F(n) int f##n(int a) { return n + a; }
F(0) F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9)
int (*const functions[])(int) = {f0, f1, f2, f3, f4, f5, f6, f7, f8, f9};
int main(int count, char **arguments) {
  int processes = atoi(arguments[1]), failed = 0, status;
  for (int i = 0; i < processes; ++i)
    if (fork() == 0) {
      int sum = 0;
      for (int f = 0; f < 10; ++f)
        sum += functions[f](i);
      _exit(sum != 45 + 10 * i);
    }
  while (wait(&status) > 0)
    failed |= status;
  return failed;
}
