// A thread whose function is being made may end: by pthread_exit in a handler, or cancelled while it runs one. A signal of the process goes to the thread
// that waits for it, not to whoever makes code.
// RUN: rm -rf %t.store && mkdir -p %t.dir && %{long-function} > %t.dir/straight.h
// RUN: %{autojit} -DSEED=5 -O2 -I%t.dir %s -o %t.exe %{threads} && env AUTOJIT_TIERS=off AUTOJIT_IMAGES=off %t.exe exit
// RUN: %{autojit} -DSEED=6 -O2 -I%t.dir %s -o %t.exe %{threads} && env AUTOJIT_TIERS=off AUTOJIT_IMAGES=off %t.exe cancel
// RUN: %{autojit} -DSEED=7 -O2 -I%t.dir %s -o %t.exe %{threads} && env AUTOJIT_TIERS=off AUTOJIT_IMAGES=off %t.exe sigwait
#include "straight.h"
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
#include <sys/time.h>
static volatile int made;
static void end(int signal) { pthread_exit((void *)5); }
static void look(int signal) { pthread_testcancel(); }
static sigset_t alarms;
static void *make(void *unused) {
  pthread_sigmask(SIG_UNBLOCK, &alarms, 0);
  straight(1);
  made = 1;
  return (void *)6;
}
static void *wait_for_alarm(void *unused) {
  int got;
  sigwait(&alarms, &got);
  return (void *)(long)got;
}
static void arm(void (*handler)(int)) {
  struct sigaction action = {.sa_handler = handler};
  sigaction(SIGALRM, &action, 0);
  setitimer(ITIMER_REAL, &(struct itimerval){{0, 1000}, {0, 5000}}, 0);
}
int main(int count, char **arguments) {
  const char *how = arguments[1];
  pthread_t id;
  void *result;
  sigemptyset(&alarms);
  sigaddset(&alarms, SIGALRM);
  pthread_sigmask(SIG_BLOCK, &alarms, 0);
  if (!strcmp(how, "exit"))
    arm(end);
  if (!strcmp(how, "cancel"))
    arm(look);
  pthread_create(&id, 0, strcmp(how, "sigwait") ? make : wait_for_alarm, 0);
  if (!strcmp(how, "cancel"))
    pthread_cancel(id);
  if (!strcmp(how, "sigwait")) {
    kill(getpid(), SIGALRM);
    straight(1);
  }
  pthread_join(id, &result);
  if (!strcmp(how, "sigwait"))
    return result != (void *)SIGALRM;
  setitimer(ITIMER_REAL, &(struct itimerval){0}, 0);
  return made || result != (strcmp(how, "exit") ? PTHREAD_CANCELED : (void *)5) || straight(2) != straight(2);
}
