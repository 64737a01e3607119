// Children that the C library does not announce (_Fork, clone) go on materializing; a child of vfork may call stubs until it executes.
// RUN: %{same}
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
int first(int a) { return a + 1; }
int second(int a) { return a + 2; }
int third(int a) { return a + 3; }
int wait_for(pid_t child) {
  int status;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
int by_fork(void) {
  pid_t child = _Fork();
  if (child == 0)
    _exit(first(10));
  return wait_for(child);
}
int by_clone(void) {
  pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (child == 0)
    _exit(second(20));
  return wait_for(child);
}
int by_vfork(void) {
  pid_t child = vfork();
  if (child == 0) {
    if (third(30) == 33)
      execl("/bin/sh", "sh", "-c", "exit 7", (char *)0);
    _exit(1);
  }
  return wait_for(child);
}
int main(void) {
  printf("%d %d %d\n", by_fork(), by_clone(), by_vfork());
  printf("%d %d %d\n", first(0), second(0), third(0));
}
