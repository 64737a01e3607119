// A report of -fsanitize=thread names the functions that race, and one without instrumentation in such a file stays whole too.
// REQUIRES: not-sanitized
// RUN: rm -rf %t.store && %{autojit} -g -O1 -fsanitize=thread %s -o %t.exe && not %t.exe 2>&1 | FileCheck %s && %{manifest} | FileCheck --check-prefix=STATE %s
// CHECK: data race
// CHECK: #0 race {{.*}}instrumented-thread.c:[[#@LINE+7]]
// CHECK: #1 plain
// STATE-DAG: function race external eager instrumented
// STATE-DAG: function plain external eager instrumented
#include <pthread.h>
static int shared;
__attribute__((noinline)) void *race(void *p) {
  ++shared;
  return p;
}
__attribute__((noinline, no_sanitize("thread"))) void *plain(void *p) { return (char *)race(p) + 1; }
int main(void) {
  pthread_t other;
  pthread_create(&other, 0, plain, 0);
  race(0);
  pthread_join(other, 0);
}
