// Handlers of fork() are functions like others: made at their first call, whether they were registered before the runtime was loaded or after.
// RUN: %{same} -pthread && %{same} -pthread -DLATE && %{same} -pthread -O2 && %{same} -pthread -O2 -DLATE
#include <pthread.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
static int n;
__attribute__((noinline)) static int by(int a) { return a; }
__attribute__((noinline)) static int by_ten(int a) { return 10 * a; }
__attribute__((noinline)) static int by_hundred(int a) { return 100 * a; }
static void prepare(void) { n += by(1); }
static void parent(void) { n += by_ten(1); }
static void child(void) { n += by_hundred(1); }
__attribute__((noinline)) int work(int x) { return x * 2; }
#ifndef LATE
__attribute__((constructor))
#endif
static void start(void) { pthread_atfork(prepare, parent, child); }
int main(void) {
  printf("%d\n", work(21));
#ifdef LATE
  start();
#endif
  for (int i = 0; i < 2; ++i) {
    fflush(stdout);
    pid_t process = fork();
    if (!process) {
      printf("child %d\n", n);
      return 0;
    }
    int status;
    waitpid(process, &status, 0);
    printf("parent %d %d\n", n, status);
  }
  return 0;
}
