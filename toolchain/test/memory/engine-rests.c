// What the engine needs in a program is given back when it has nothing to do, and the engine is there again when it has: in a program with threads, and
// in one of a single thread for whose finals there is a thread of ours. A program that finds its code among its images has neither.
// UNSUPPORTED: engine-daemon
// REQUIRES: not-sanitized
// RUN: rm -rf %t.store && %{autojit} -O0 -pthread %s -o %t.exe && %t.exe threads && %t.exe warm
// RUN: rm -rf %t.store && %{autojit} -O2 -pthread %s -o %t.exe && env AUTOJIT_IMAGES=off %t.exe hot
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#define F(n) __attribute__((noinline)) int f##n(int a) { return a % 7 ? a + n : a * n; }
#define TEN(X, n) X(n##0) X(n##1) X(n##2) X(n##3) X(n##4) X(n##5) X(n##6) X(n##7) X(n##8) X(n##9)
#define HUNDRED(X, n) TEN(X, n##0) TEN(X, n##1) TEN(X, n##2) TEN(X, n##3) TEN(X, n##4) TEN(X, n##5) TEN(X, n##6) TEN(X, n##7) TEN(X, n##8) TEN(X, n##9)
HUNDRED(F, 1) HUNDRED(F, 2)
#define NAME(n) f##n,
static int (*const functions[])(int) = {HUNDRED(NAME, 1) HUNDRED(NAME, 2)};
static char text[1 << 18];
__attribute__((noinline)) static const char *look(const char *path, const char *word) {
  FILE *file = fopen(path, "r");
  text[fread(text, 1, sizeof text - 1, file)] = 0;
  fclose(file);
  return strstr(text, word);
}
__attribute__((noinline)) static long number(const char *name) { return atol(look("/proc/self/status", name) + strlen(name)); }
__attribute__((noinline)) static int call(int first) {
  int sum = 0;
  for (int f = first; f < first + 100; ++f)
    sum += functions[f](f + 1);
  return sum;
}
static int ends[2];
static void *wait_for_end(void *unused) {
  char end;
  return read(ends[0], &end, 1) == 0 ? NULL : unused;
}
int main(int count, char **arguments) {
  const int has_threads = strcmp(arguments[1], "threads") == 0, is_warm = strcmp(arguments[1], "warm") == 0;
  int wrong = pipe(ends);
  pthread_t thread;
  if (has_threads)
    wrong |= pthread_create(&thread, NULL, wait_for_end, NULL);
  for (int round = 0; round < 1 + has_threads + is_warm; ++round) {
    wrong |= call(100 * round) == 0;
    for (int again = 0; !has_threads && !is_warm && again < 1000000; ++again)
      wrong |= functions[100 * round](again) == -1;
    if (is_warm) {
      wrong |= look("/proc/self/maps", "libautojit-engine") != NULL || number("Threads:") != 1;
      continue;
    }
    const long most = number("VmHWM:");
    while (number("VmRSS:") > most / 2 || number("Threads:") != 1 + has_threads) /* until it rests */
      usleep(10000);
  }
  close(ends[1]);
  if (has_threads)
    wrong |= pthread_join(thread, NULL);
  return wrong;
}
