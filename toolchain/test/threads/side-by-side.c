// What several threads make at once, and wait for each other's, is all there, and kept for the next run.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe %{threads} && env AUTOJIT_IMAGES=off %t.exe && env AUTOJIT_IMAGES=off %t.exe
// RUN: %t.exe && rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe && not grep -q event.:.engine %t.trace
// Also in children that are forked meanwhile. (For ThreadSanitizer what the parent's threads did is a race with the child.)
// RUN: %if not-sanitized %{ env AUTOJIT_IMAGES=off %t.exe 4 && rm -rf %t.store/images && %t.exe 4 %}
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#define F(n) __attribute__((noinline)) static int f##n(int a) { return a % 7 ? a + n : a * n; }
#define TEN(X, n) X(n##0) X(n##1) X(n##2) X(n##3) X(n##4) X(n##5) X(n##6) X(n##7) X(n##8) X(n##9)
TEN(F, 1) TEN(F, 2) TEN(F, 3) TEN(F, 4)
#define NAME(n) f##n,
static int (*const functions[])(int) = {TEN(NAME, 1) TEN(NAME, 2) TEN(NAME, 3) TEN(NAME, 4)};
enum { FUNCTIONS = sizeof functions / sizeof *functions, THREADS = 8 };
static void *call_all(void *thread) {
  long sum = 0, start = (long)thread * 5, step = (long)thread % 2 ? 1 : FUNCTIONS - 1;
  for (long i = 0; i < FUNCTIONS; ++i)
    sum += functions[(start + i * step) % FUNCTIONS](3);
  return (void *)sum;
}
static int all(int forks) {
  pthread_t ids[THREADS];
  int wrong = 0, status;
  for (long i = 0; i < THREADS; ++i)
    pthread_create(&ids[i], 0, call_all, (void *)i);
  for (int i = 0; i < forks; ++i)
    if (fork() == 0)
      _exit(call_all(0) != call_all((void *)1));
  while (forks && wait(&status) > 0)
    wrong |= status;
  void *first, *other;
  pthread_join(ids[0], &first);
  for (int i = 1; i < THREADS; ++i) {
    pthread_join(ids[i], &other);
    wrong |= other != first;
  }
  return wrong;
}
int main(int count, char **arguments) { return all(count > 1 ? atoi(arguments[1]) : 0); }
