// The thread that makes finals waits for a while when it has none to make: the next one needs no new thread.
// RUN: rm -rf %t.store && %{autojit} -O2 %s -o %t.exe && %t.exe
// REQUIRES: not-sanitized
// UNSUPPORTED: engine-daemon
// (which may have finals from before)
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
__attribute__((noinline)) static char *here(void) { return __builtin_return_address(0); }
/* Where its code is. */
#define F(n) \
  __attribute__((noinline)) static char *f##n(void) { return here() + n; }
F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9)
static char *(*const functions[])(void) = {f1, f2, f3, f4, f5, f6, f7, f8, f9};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

__attribute__((noinline)) static int other_thread(void) {
  int other = 0;
  DIR *tasks = opendir("/proc/self/task");
  for (struct dirent *task; (task = readdir(tasks));)
    if (atoi(task->d_name) && atoi(task->d_name) != getpid())
      other = atoi(task->d_name);
  closedir(tasks);
  return other;
}
/* False when it ended instead. */
__attribute__((noinline)) static int comes_to_wait(int thread) {
  char path[64], call[16] = "";
  snprintf(path, sizeof path, "/proc/self/task/%d/syscall", thread);
  while (strncmp(call, "202 ", 4) != 0) { /* futex */
    FILE *file = fopen(path, "r");
    const int read = file && fgets(call, sizeof call, file);
    if (file)
      fclose(file);
    if (!read)
      return 0;
  }
  return 1;
}
__attribute__((noinline)) static void have_final(char *(*function)(void)) {
  char *const draft = function();
  while (function() == draft)
    ;
}
int main(void) {
  for (int i = 0; i + 1 < FUNCTIONS; ++i) {
    have_final(functions[i]);
    const int thread = other_thread();
    if (!thread || !comes_to_wait(thread))
      continue;
    have_final(functions[i + 1]);
    if (other_thread() == thread)
      return 0;
  }
  return 1;
}
