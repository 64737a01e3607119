// Eight threads make the first call of one function at once, a hundred times: it is materialized once and all get its result.
// RUN: rm -rf %t.store
// RUN: %{autojit} %s %{threads} -o %t.exe && rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe | FileCheck %s
// RUN: grep -c '"event":"materialized"' %t.trace | FileCheck --check-prefix=EVENTS %s
// CHECK: 42000
// EVENTS: {{^}}4{{$}}
#include <pthread.h>
#include <stdio.h>
static pthread_barrier_t barrier;
int first(int a) { return a + 2; }
void *run(void *unused) {
  long sum = 0;
  pthread_barrier_wait(&barrier);
  for (int i = 0; i < 125; ++i)
    sum += first(40);
  return (void *)sum;
}
long all(void) {
  pthread_t t[8];
  long sum = 0;
  pthread_barrier_init(&barrier, 0, 8);
  for (int i = 0; i < 8; ++i)
    pthread_create(&t[i], 0, run, 0);
  for (int i = 0; i < 8; ++i) {
    void *result;
    pthread_join(t[i], &result);
    sum += (long)result;
  }
  return sum;
}
int main(void) { printf("%ld\n", all()); }
