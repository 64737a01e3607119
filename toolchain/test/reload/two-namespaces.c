// Two programs have the same process number, each in a namespace of its own, and one folder for their sockets: both take over the new build.
// REQUIRES: reload-command, pid-namespaces
// RUN: rm -rf %t.store %t.d && mkdir -p -m 700 %t.d/autojit && for i in 1 2; do %{autojit} -g -DBUILD=$i %s -o %t.d/$i || exit 1; done
// RUN: cp %t.d/1 %t.exe && env XDG_RUNTIME_DIR=%t.d %t.d/1 %t.exe "cp %t.d/2 %t.new && mv %t.new %t.exe && %{reload} %t.exe" > %t.out
// RUN: FileCheck %s < %t.out
// CHECK: 1 runs build 1
// CHECK-NEXT: 1 runs build 1
// CHECK: reloaded 1 function in {{.*}}: build
// CHECK: 1: reloaded 1 function in {{.*}}: build
// CHECK: 1 runs build 2
// CHECK-NEXT: 1 runs build 2
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
enum { PROGRAMS = 2 };
__attribute__((noinline)) static int build(void) { return BUILD; }

/* After each byte that it reads. */
static int say_what_runs(void) {
  do {
    printf("%d runs build %d\n", (int)getpid(), build());
    fflush(stdout);
  } while (getchar() != EOF);
  return 0;
}

static int start(char *program, FILE **from) {
  int there[2], back[2];
  if (pipe(there) != 0 || pipe(back) != 0)
    exit(2);
  if (fork() == 0) {
    dup2(there[0], 0);
    dup2(back[1], 1);
    for (int i = 0; i < 2; ++i)
      close(there[i]), close(back[i]);
    setenv("AUTOJIT_RELOAD", "1", 1);
    execlp("unshare", "unshare", "--pid", "--fork", program, NULL);
    _exit(127);
  }
  close(there[0]);
  close(back[1]);
  *from = fdopen(back[0], "r");
  return there[1];
}

static void pass_on(FILE *from) {
  char line[256];
  if (!fgets(line, sizeof line, from))
    exit(3);
  fputs(line, stdout);
  fflush(stdout);
}

int main(int count, char **words) {
  FILE *from[PROGRAMS];
  int to[PROGRAMS];
  if (count < 3)
    return say_what_runs();
  for (int i = 0; i < PROGRAMS; ++i) {
    to[i] = start(words[1], &from[i]);
    pass_on(from[i]);
  }
  if (system(words[2]) != 0)
    return 4;
  for (int i = 0; i < PROGRAMS; ++i) {
    if (write(to[i], "\n", 1) != 1)
      return 5;
    pass_on(from[i]);
    close(to[i]);
  }
  return 0;
}
