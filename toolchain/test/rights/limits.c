// REQUIRES: not-sanitized
// Limits on processes, stack and address space, and threads with the smallest stack there is, keep no function from being made.
// RUN: rm -rf %t.store && %{autojit} -O1 -pthread %s -o %t.exe
// RUN: for limit in '-u 1' '-s 64' '-c 0' '-t 600' '-l 0' '-n 16' '-f 0'; do rm -rf %t.store/images; for run in cold warm; do (ulimit $limit && %t.exe) || exit 1; done; done
#include <pthread.h>
__attribute__((noinline)) static int late(int x) { return x * 3 + 1; }
static void *work(void *argument) { return late(*(int *)argument) == 13 ? argument : 0; }
static char stack[16384] __attribute__((aligned(4096)));
int main(void) {
  pthread_attr_t attributes;
  pthread_t thread;
  int four = 4;
  void *result = 0;
  pthread_attr_init(&attributes);
  if (pthread_attr_setstack(&attributes, stack, sizeof stack) || pthread_create(&thread, &attributes, work, &four) || pthread_join(thread, &result))
    return work(&four) != &four; /* no thread may be had where processes are limited */
  return result != &four;
}
