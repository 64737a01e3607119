// REQUIRES: not-sanitized
// Only a call that gives something up has anything prepared: others of the same functions cost nothing, and nothing is told of functions that nobody called.
// RUN: rm -rf %t.store && %{autojit} -O1 %s -o %t.exe && %t.exe && rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe && FileCheck --check-prefix=WARM %s < %t.trace
// RUN: env AUTOJIT_STORE=%t.store %{toolchain}/bin/autojit-clang -DSTRICT -O1 %s -o %t.exe && rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe; FileCheck --check-prefix=STRICT %s < %t.trace
// WARM-NOT: "event":"engine"
// WARM: "event":"exited"
// STRICT-COUNT-1: "event":"materialized"
// STRICT-NOT: "event":"materialized"
#define _GNU_SOURCE
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
int never(int x) { return x + 1; }
int main(void) {
#ifdef STRICT
  prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT);
  syscall(SYS_exit, 0);
#endif
  struct rlimit limit;
  return prctl(PR_SET_NAME, "name", 0, 0, 0) || syscall(SYS_getpid) < 0 || prlimit(0, RLIMIT_NOFILE, 0, &limit);
}
