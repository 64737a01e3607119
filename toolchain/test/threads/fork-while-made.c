// fork() does not wait for a function that another thread has made, or that it interrupted; child and parent go on and have it.
// REQUIRES: not-sanitized
// (The engine's memory is the sanitizer's then: a child that was forked without handlers finds its locks taken. And for ThreadSanitizer what the
// parent's threads did is a race with the child.)
// RUN: rm -rf %t.store && mkdir -p %t.dir && %{long-function} > %t.dir/straight.h
// RUN: %{autojit} -DSEED=8 -O2 -I%t.dir %s -o %t.exe %{threads} && rm -f %t.trace && env AUTOJIT_TIERS=off AUTOJIT_IMAGES=off AUTOJIT_TRACE=%t.trace %t.exe fork %t.trace
// RUN: %{autojit} -DSEED=9 -O2 -I%t.dir %s -o %t.exe %{threads} && rm -f %t.trace && env AUTOJIT_TIERS=off AUTOJIT_IMAGES=off AUTOJIT_TRACE=%t.trace %t.exe _Fork %t.trace
// RUN: %{autojit} -DSEED=10 -O2 -I%t.dir %s -o %t.exe %{threads} && env AUTOJIT_TIERS=off AUTOJIT_IMAGES=off %t.exe handler
#define _GNU_SOURCE
#include "straight.h"
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
__attribute__((noinline)) static int two(int a) { return a + 2; }
static volatile int made;
static volatile pid_t child;
static unsigned right;
static int status_of(pid_t process) {
  int status;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR)
    continue;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
static int count(const char *text, const char *word) {
  int found = 0;
  for (; (text = strstr(text, word)); ++text)
    ++found;
  return found;
}
/* By the trace: more functions were begun than ended. */
static int being_made(const char *trace) {
  static char text[65536];
  FILE *file = fopen(trace, "r");
  text[fread(text, 1, sizeof text - 1, file)] = 0;
  fclose(file);
  return count(text, "\"materializing\"") > count(text, "\"materialized\"");
}
static void *make(void *unused) {
  right = straight(1);
  made = 1;
  return 0;
}
static void fork_now(int signal) { child = fork(); }
static int in_handler(void) {
  struct sigaction action = {.sa_handler = fork_now};
  sigaction(SIGALRM, &action, 0);
  setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {0, 5000}}, 0);
  make(0);
  while (child < 0)
    pause();
  if (child == 0)
    _exit(two(5) + (straight(1) != right));
  return status_of(child) != 7 || two(1) != 3;
}
int main(int count, char **arguments) {
  if (!strcmp(arguments[1], "handler")) {
    child = -1;
    return in_handler();
  }
  pthread_t id;
  two(1);
  being_made(arguments[2]);
  pthread_create(&id, 0, make, 0);
  while (!being_made(arguments[2]))
    sched_yield();
  pid_t process = strcmp(arguments[1], "fork") ? _Fork() : fork();
  int waited = made;
  if (process == 0)
    _exit(straight(1) & 15);
  int status = status_of(process);
  pthread_join(id, 0);
  return waited || status != (int)(right & 15);
}
