// Each thread has its own variable, also in code that was materialized by another thread.
// RUN: %{same} -pthread && %{same} -pthread -O2 -fPIC && %{manifest} | FileCheck %s
// CHECK: function work external lazy
#include <pthread.h>
#include <stdio.h>
__thread int mine = 100;
static _Thread_local int hidden = 1;
void *work(void *by) {
  mine += (int)(long)by;
  hidden *= 2;
  return (void *)(long)(mine + hidden);
}
int main(void) {
  long sum = (long)work((void *)1);
  for (long i = 0; i < 4; ++i) {
    pthread_t t;
    void *result;
    pthread_create(&t, 0, work, (void *)i);
    pthread_join(t, &result);
    sum = sum * 3 + (long)result;
  }
  printf("%ld %d %d\n", sum, mine, hidden);
}
