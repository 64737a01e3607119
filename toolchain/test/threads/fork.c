// A process forks while its threads materialize: parent and children go on materializing.
// RUN: %{same} %{threads} && %{manifest} | FileCheck %s
// CHECK: function f63 internal lazy
#include <pthread.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#define F(n)                                                                                                                                         \
  static int f##n(int a) { return a + n; }
#define FOUR(m, n) m(n##0) m(n##1) m(n##2) m(n##3)
#define ALL(m) FOUR(m, ) FOUR(m, 1) FOUR(m, 2) FOUR(m, 3) FOUR(m, 4) FOUR(m, 5) FOUR(m, 6)
#define NAME(n) f##n,
ALL(F)
static int (*const all[])(int) = {ALL(NAME)};
enum { COUNT = sizeof all / sizeof *all };
static int sum(int from, int step) {
  int result = 0;
  for (int i = 0; i < COUNT; ++i)
    result += all[(from + i * step) % COUNT](1);
  return result;
}
static void *run(void *start) { return (void *)(long)sum((int)(long)start, 5); }
int main(void) {
  pthread_t threads[4];
  for (long i = 0; i < 4; ++i)
    pthread_create(&threads[i], 0, run, (void *)(i * 7));
  for (int i = 0; i < 3; ++i) {
    fflush(stdout);
    if (fork() == 0)
      _exit(sum(i, 3) & 127);
  }
  for (int i = 0; i < 3; ++i) {
    int status;
    wait(&status);
    printf("child %d\n", status);
  }
  for (int i = 0; i < 4; ++i) {
    void *result;
    pthread_join(threads[i], &result);
    printf("thread %ld\n", (long)result);
  }
}
