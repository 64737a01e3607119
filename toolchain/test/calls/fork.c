// A child goes on materializing after a fork, before and after the first call, without touching its parent's code.
// RUN: %{same}
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int in_both(int a) { return a + 1; }
int in_child(int a) { return a + 2; }
int in_parent(int a) { return a + 3; }
int spawn(void) {
  pid_t child = fork();
  if (child == 0)
    _exit(in_child(10) + in_both(1));
  int status, mine = in_parent(20);
  waitpid(child, &status, 0);
  return mine * 100 + WEXITSTATUS(status);
}
int main(void) {
  printf("%d\n", spawn());
  printf("%d\n", in_both(5));
  printf("%d\n", spawn());
}
