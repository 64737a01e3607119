// A process whose threads materialize forks again and again; each child materializes too.
// RUN: %{same} %{threads} && %{same} %{threads} -O2
#include <pthread.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#define F(n) __attribute__((noinline)) int f##n(int a) { return a + n; }
#define TEN(n) F(n##0) F(n##1) F(n##2) F(n##3) F(n##4) F(n##5) F(n##6) F(n##7) F(n##8) F(n##9)
#define N(n) f##n,
#define NAMES(n) N(n##0) N(n##1) N(n##2) N(n##3) N(n##4) N(n##5) N(n##6) N(n##7) N(n##8) N(n##9)
TEN(1) TEN(2) TEN(3) TEN(4)
int (*const functions[])(int) = {NAMES(1) NAMES(2) NAMES(3) NAMES(4)};
static void *call_all(void *sum) {
  for (int i = 0; i < 40; ++i)
    *(int *)sum += functions[i](i);
  return 0;
}
int main(void) {
  pthread_t threads[2];
  int sums[2] = {0, 0}, right = 0;
  for (int i = 0; i < 2; ++i)
    pthread_create(&threads[i], 0, call_all, &sums[i]);
  for (int i = 0; i < 8; ++i) {
    pid_t child = fork();
    if (child == 0) {
      int sum = 0;
      call_all(&sum);
      _exit(sum == 1960 ? 5 : 6);
    }
    int status;
    waitpid(child, &status, 0);
    right += WIFEXITED(status) && WEXITSTATUS(status) == 5;
  }
  for (int i = 0; i < 2; ++i)
    pthread_join(threads[i], 0);
  printf("%d %d %d\n", sums[0], sums[1], right);
}
