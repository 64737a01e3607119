// Whoever finds the socket of a program finds somebody who listens there: until he does, it has another name. A forked child has its own.
// RUN: rm -rf %t.store %t.d && mkdir -p -m 700 %t.d/autojit && %{autojit} %s -o %t.exe && clang -DWATCHES %s -o %t.watches
// RUN: env XDG_RUNTIME_DIR=%t.d AUTOJIT_RELOAD=1 %t.watches %t.d/autojit %t.exe > %t.out && FileCheck %s < %t.out
// CHECK: 1 answers
// CHECK-NEXT: 0 answers
// CHECK-NEXT: created reload-[[PROGRAM:[0-9]+-[0-9]+]].new
// CHECK-NEXT: renamed reload-[[PROGRAM]].sock
// CHECK-NEXT: created reload-[[CHILD:[0-9]+-[0-9]+]].new
// CHECK-NEXT: renamed reload-[[CHILD]].sock
// CHECK-NEXT: removed reload-[[CHILD]].sock
// CHECK-NEXT: removed reload-[[PROGRAM]].sock
// CHECK-NOT: {{.}}
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef WATCHES
int main(int count, char **words) {
  _Alignas(struct inotify_event) static char events[1 << 16];
  int watch = inotify_init(), status;
  if (count < 3 || inotify_add_watch(watch, words[1], IN_CREATE | IN_MOVED_TO | IN_DELETE) < 0)
    return 2;
  if (fork() == 0)
    return execv(words[2], words + 2);
  wait(&status);
  ssize_t size = status ? 0 : read(watch, events, sizeof events);
  for (ssize_t at = 0; at < size;) {
    struct inotify_event *event = (struct inotify_event *)(events + at);
    if (strncmp(event->name, "reload-", 7) == 0) /* a daemon has its own there */
      printf("%s %s\n", event->mask & IN_CREATE ? "created" : event->mask & IN_DELETE ? "removed" : "renamed", event->name);
    at += (ssize_t)sizeof *event + event->len;
  }
  return status != 0;
}
#else
static void call(int which) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  struct stat space;
  stat("/proc/self/ns/pid", &space);
  snprintf(address.sun_path, sizeof address.sun_path, "%s/autojit/reload-%d-%lu.sock", getenv("XDG_RUNTIME_DIR"), (int)getpid(),
           (unsigned long)space.st_ino);
  int file = socket(AF_UNIX, SOCK_STREAM, 0);
  printf("%d %s\n", which, connect(file, (struct sockaddr *)&address, sizeof address) == 0 ? "answers" : "is silent");
  fflush(stdout);
}
int main(void) {
  pid_t child = fork();
  if (child != 0)
    waitpid(child, NULL, 0);
  call(child == 0);
  return 0;
}
#endif
