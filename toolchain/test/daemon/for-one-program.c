// A daemon that has less than its user's other programs, and may not put that right, serves the program that started it, with its children, says so, and
// ends with it.
// REQUIRES: without-rights
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe
// RUN: env AUTOJIT_ENGINE=daemon AUTOJIT_IMAGES=off %{without-rights} %{with-daemon} none -- sh -c '(ulimit -t 200; nice -n 10 %t.exe); for i in $(seq 300); do ls $XDG_RUNTIME_DIR/autojit | grep -q sock || break; sleep 0.1; done; cat $XDG_RUNTIME_DIR/autojit/*.log; ls $XDG_RUNTIME_DIR/autojit' | FileCheck %s
// CHECK: served
// CHECK-DAG: serves only process {{[0-9]+}}, which started it, and its children: processor time: 200 s (its user's session: {{.*}})
// CHECK-DAG: serves only process {{[0-9]+}}, which started it, and its children: nice {{[0-9]+}} (its user's session: {{[0-9]+}})
// CHECK: ends: the program that it served is gone
// CHECK-NOT: sock
// CHECK: .log
// CHECK-NOT: sock
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
static int later(int a) { return a + 1; }
static int in_child(int a) { return a + 2; }
/* The daemon's socket, of which there is one, named after us. */
static int sockets(pid_t of) {
  char wanted[32], path[4096];
  snprintf(wanted, sizeof wanted, "-%d.sock", of);
  snprintf(path, sizeof path, "%s/autojit", getenv("XDG_RUNTIME_DIR"));
  DIR *folder = opendir(path);
  int count = 0;
  for (struct dirent *entry; (entry = readdir(folder));)
    if (strlen(entry->d_name) > 5 && strcmp(entry->d_name + strlen(entry->d_name) - 5, ".sock") == 0)
      count += strstr(entry->d_name, wanted) ? 1 : 100;
  closedir(folder);
  return count;
}
int main(void) {
  pid_t self = getpid();
  int status, sum = later(1);
  if (fork() == 0)
    _exit(in_child(1));
  wait(&status);
  puts(sum == 2 && WEXITSTATUS(status) == 3 && sockets(self) == 1 ? "served" : "wrong");
  return 0;
}
