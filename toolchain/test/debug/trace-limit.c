// A trace file has a bound: one that is full gets nothing of a program, one that becomes full gets no more but the ends of those who are in it.
// RUN: rm -rf %t.store %t.trace && %{autojit} %s -o %t.exe
// RUN: truncate -s 268435456 %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe && test $(stat -c %%s %t.trace) = 268435456
// RUN: rm %t.trace && truncate -s 268431360 %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe
// RUN: test $(stat -c %%s %t.trace) -gt 268431360 && test $(stat -c %%s %t.trace) -lt 268436000
// RUN: tail -c 8192 %t.trace | tr -d '\0' | FileCheck %s
// CHECK: "event":"start"
// CHECK: "event":"materialized"
// CHECK-NOT: "event":"start"
// CHECK: "event":"exited"{{.*}}"status":0,"materialized":3
// RUN: rm %t.trace
#include <sys/wait.h>
#include <unistd.h>
#define F(n) __attribute__((noinline)) static int f##n(int a) { return a * n + (a ^ n) % (n + 2); }
#define TEN(t) F(t##0) F(t##1) F(t##2) F(t##3) F(t##4) F(t##5) F(t##6) F(t##7) F(t##8) F(t##9)
TEN(1) TEN(2) TEN(3)
#define C(n) +f##n(a)
#define CALL(t) C(t##0) C(t##1) C(t##2) C(t##3) C(t##4) C(t##5) C(t##6) C(t##7) C(t##8) C(t##9)
__attribute__((noinline)) static int child(int a) { return a * 3; }
int main(int argc, char **argv) {
  volatile int a = argc, sum = 0;
  sum = 0 CALL(1) CALL(2) CALL(3);
  pid_t pid = fork();
  if (pid == 0)
    _exit(child(a) == 3 ? 0 : 1);
  int status = 1;
  return sum == 0 || waitpid(pid, &status, 0) != pid || status != 0;
}
