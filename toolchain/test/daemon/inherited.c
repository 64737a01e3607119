// REQUIRES: not-sanitized
// Who comes first has limits, a priority and a processor of its own, ignores and blocks signals: the daemon for all has none of that. What it is not
// allowed to put right makes it a daemon for that program alone, and the next one starts that for all.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe
// RUN: env AUTOJIT_ENGINE=daemon AUTOJIT_IMAGES=off %{with-daemon} none -- sh -c '(ulimit -S -t 2; ulimit -S -f 100; ulimit -S -n 100; %t.exe first); python3 %{tools}/daemon-peer.py shares' | FileCheck %s --check-prefix=SOFT
// SOFT: first
// SOFT-NEXT: all that its user has
// RUN: env AUTOJIT_ENGINE=daemon AUTOJIT_IMAGES=off %{with-daemon} none -- sh -c '(ulimit -t 20; ulimit -v 30000000; ulimit -f 100; nice -n 10 %t.exe first); %t.exe second; python3 %{tools}/daemon-peer.py shares' | FileCheck %s --check-prefix=HARD
// HARD: first
// HARD-NEXT: second
// HARD-NEXT: all that its user has
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
int main(int count, char **arguments) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
  signal(SIGUSR2, SIG_IGN);
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(sched_getcpu(), &one);
  sched_setaffinity(0, sizeof one, &one);
  puts(arguments[1]);
  return 0;
}
