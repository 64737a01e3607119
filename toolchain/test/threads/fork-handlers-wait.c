// A handler of fork() waits for a thread that calls a function for the first time meanwhile; a library's handlers, lazy too, come around it.
// RUN: rm -rf %t.store && %{autojit} -DLIBRARY -shared -fPIC %s -o %t.so %{threads}
// RUN: %{autojit} %s %t.so -o %t.exe %{threads} && %t.exe && env AUTOJIT_IMAGES=off %t.exe
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef LIBRARY
int library_count;
__attribute__((noinline)) static void before(void) { ++library_count; }
__attribute__((noinline)) static void after(void) { library_count += 10; }
__attribute__((constructor)) static void start(void) { pthread_atfork(before, after, after); }
#else
extern int library_count;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int held, value;
__attribute__((noinline)) static int first(int a) { return a + 1; }
__attribute__((noinline)) static int second(int a) { return a + 2; }
static void *hold(void *ends) {
  char byte;
  pthread_mutex_lock(&mutex);
  __atomic_store_n(&held, 1, __ATOMIC_RELEASE);
  if (read(*(int *)ends, &byte, 1) == 1) /* the handler comes to wait for us */
    value = first(1);
  pthread_mutex_unlock(&mutex);
  return 0;
}
static int ends[2];
static void lock(void) {
  if (write(ends[1], "", 1) != 1)
    abort();
  pthread_mutex_lock(&mutex);
}
static void unlock(void) { pthread_mutex_unlock(&mutex); }
__attribute__((constructor)) static void start(void) {
  if (pipe(ends) != 0)
    abort();
  pthread_atfork(lock, unlock, unlock);
}
int main(void) {
  pthread_t id;
  int status;
  pthread_create(&id, 0, hold, &ends[0]);
  while (!__atomic_load_n(&held, __ATOMIC_ACQUIRE))
    continue;
  pid_t child = fork();
  if (child == 0)
    _exit(second(library_count));
  waitpid(child, &status, 0);
  pthread_join(id, 0);
  return status != 13 << 8 || value != 2 || library_count != 11 || second(1) != 3;
}
#endif
