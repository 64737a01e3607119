// Threads that make the first calls of different functions in different orders.
// RUN: %{same} %{threads}
#include <pthread.h>
#include <stdio.h>
#define F(n)                                                                                                                                         \
  static int f##n(int a) { return a + n; }
F(0)
F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9) F(10) F(11) F(12) F(13) F(14)
    F(15) static int (*const all[])(int) = {f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15};
void *run(void *start) {
  long sum = 0;
  for (long i = 0; i < 16; ++i)
    sum += all[((long)start * 5 + i * 7) % 16](1);
  return (void *)sum;
}
int main(void) {
  pthread_t t[8];
  for (long i = 0; i < 8; ++i)
    pthread_create(&t[i], 0, run, (void *)i);
  for (int i = 0; i < 8; ++i) {
    void *result;
    pthread_join(t[i], &result);
    printf("%ld\n", (long)result);
  }
}
