// A child has a connection of its own; one that shares its parent's memory (vfork) leaves the parent's alone; a program that closes every file it does
// not know is served again.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe
// RUN: env AUTOJIT_ENGINE=auto AUTOJIT_IMAGES=off %{with-daemon} real -- %t.exe | FileCheck %s
// CHECK: right
// CHECK: status:{{.*}}"failed": 0
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#define F(n) __attribute__((noinline)) static int f##n(int a) { return a + n; }
F(1) F(2) F(3) F(4) F(5) F(6)
int main(void) {
  int status, sum = f1(0);
  pid_t child = fork();
  if (child == 0)
    _exit(f2(0));
  sum += f3(0);
  waitpid(child, &status, 0);
  sum += WEXITSTATUS(status);
  child = vfork();
  if (child == 0)
    _exit(f4(0));
  waitpid(child, &status, 0);
  sum += WEXITSTATUS(status) + f5(0);
  close_range(3, ~0u, 0);
  FILE *ours = tmpfile(); /* gets a number that was the connection's, perhaps */
  sum += f6(0);
  puts(sum == 21 && ours && ftell(ours) == 0 ? "right" : "wrong");
  return 0;
}
