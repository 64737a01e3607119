// First calls on threads with the smallest stack there is, 16 kB, in the program and in a library whose first call it is.
// RUN: rm -rf %t.store
// RUN: echo 'int inner(int a) { return a * 2; } int of_library(int a) { char fill[2000]; fill[a] = 1; return inner(a) + fill[a]; }' > %t.lib.c
// RUN: %{autojit} -fPIC -shared %t.lib.c -o %t.so && %{autojit} %s %t.so -pthread -o %t.exe && %t.exe
// RUN: %{autojit} -O2 -fPIC -shared %t.lib.c -o %t.so && %{autojit} -O2 %s %t.so -pthread -o %t.exe && %t.exe
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
int of_library(int);
__attribute__((noinline)) double third(double a, int b) { return a / b; }
__attribute__((noinline)) int second(int a) { return a + (int)third(9, 3); }
static void *thread(void *result) {
  *(int *)result = second(1) + of_library(3);
  return 0;
}
/* Eager: the program's first stub runs on the thread too. */
__attribute__((section(".text.eager"))) int main(void) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  if (pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN) != 0)
    return 1;
  pthread_t id;
  int result = 0;
  if (pthread_create(&id, &attributes, thread, &result) != 0)
    return 2;
  pthread_join(id, 0);
  return result == 11 ? 0 : 3;
}
