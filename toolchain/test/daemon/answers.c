// A daemon that runs makes the functions, and each only once however many programs ask: twelve at once here. No engine is loaded.
// RUN: rm -rf %t.store && %{autojit} %s %{threads} -o %t.exe
// RUN: env AUTOJIT_ENGINE=auto AUTOJIT_IMAGES=off %{with-daemon} real -- %t.exe 12 %{toolchain} | FileCheck %s
// CHECK: right
// CHECK: status:{{.*}}"asked": 133,{{.*}}"compiled": 12, "failed": 0,
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#define F(n) int f##n(int a) { return n + a; }
F(0) F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9)
int (*const functions[])(int) = {f0, f1, f2, f3, f4, f5, f6, f7, f8, f9};
static int work(int i) {
  int sum = 0;
  for (int f = 0; f < 10; ++f)
    sum += functions[f](i);
  char line[512];
  FILE *maps = fopen("/proc/self/maps", "r");
  while (fgets(line, sizeof line, maps))
    if (strstr(line, "libautojit-engine"))
      return 1;
  return sum != 45 + 10 * i;
}
int main(int count, char **arguments) {
  int processes = atoi(arguments[1]), failed = 0, status;
  for (int i = 0; i < processes; ++i)
    if (fork() == 0)
      _exit(work(i));
  while (wait(&status) > 0)
    failed |= status;
  puts(failed ? "wrong" : "right");
  return failed;
}
