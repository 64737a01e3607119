// Under a limit on address space the program has most of it for itself: threads and a large allocation, while code is made.
// REQUIRES: not-sanitized
// RUN: rm -rf %t.store && %{autojit} %s -pthread -o %t.exe
// RUN: bash -c 'ulimit -v 400000; exec %t.exe' && bash -c 'ulimit -v 400000; exec %t.exe'
// Where the engine does not fit, the program says so.
// RUN: bash -c 'ulimit -v 30000; ! AUTOJIT_ENGINE=inprocess AUTOJIT_IMAGES=off %t.exe' 2>&1 | FileCheck %s
// CHECK: the engine cannot be loaded ({{.*}}); raise the limit on address space (ulimit -v), or set AUTOJIT_ENGINE=daemon
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
static int add(int a, int b) { return a + b; }
static void *run(void *argument) {
  char *mine = malloc(10 << 20);
  if (mine)
    memset(mine, 1, 10 << 20);
  *(int *)argument = mine ? add(mine[5], 2) : 0;
  free(mine);
  return 0;
}
int main(void) {
  pthread_t threads[4];
  int results[4] = {0}, sum = 0;
  mallopt(M_ARENA_MAX, 1); /* each thread's would reserve 128 MiB */
  char *large = malloc(200 << 20);
  if (!large)
    return 2;
  for (int i = 0; i < 4; ++i)
    if (pthread_create(&threads[i], 0, run, &results[i]) != 0)
      return 3;
  for (int i = 0; i < 4; ++i) {
    pthread_join(threads[i], 0);
    sum += results[i];
  }
  return sum == 12 ? 0 : 1;
}
