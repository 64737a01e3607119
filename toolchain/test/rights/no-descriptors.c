// REQUIRES: not-sanitized
// A process that has used up its descriptors goes on into functions that were never called, cold and warm.
// RUN: rm -rf %t.store && echo 'int worker(int x) { return x + 100; }' > %t.worker.c && %{autojit} %s %t.worker.c -o %t.exe
// RUN: for limit in 5 8 20 300; do rm -rf %t.store/images; for run in cold warm; do (ulimit -n $limit && %t.exe) || exit 1; done; done | FileCheck %s
// CHECK-COUNT-8: 13 104
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
int worker(int);
__attribute__((noinline)) static int late(int x) { return x * 3 + 1; }
int main(void) {
  while (open("/dev/null", O_RDONLY) >= 0)
    continue;
  return printf("%d %d\n", late(4), worker(4)) < 0;
}
