// A thread that is cancelled while it makes its first calls ends at its own cancellation point, and others go on.
// RUN: %{same} -pthread
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
__attribute__((noinline)) int first(int a) { return a + 1; }
__attribute__((noinline)) int second(int a) { return a + 2; }
int reached, cleaned;
void cleanup(void *unused) { cleaned = 1; }
void *thread(void *unused) {
  pthread_cleanup_push(cleanup, 0);
  pthread_cancel(pthread_self());
  reached = first(1);
  pause();
  pthread_cleanup_pop(0);
  return 0;
}
int main(void) {
  pthread_t id;
  void *result;
  pthread_create(&id, 0, thread, 0);
  pthread_join(id, &result);
  printf("%d %d %d %d\n", reached, cleaned, result == PTHREAD_CANCELED, second(1));
}
