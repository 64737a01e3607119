// A program that gives up its rights goes on, cold and warm, into functions and modules that were never called before: what they need was had ready.
// REQUIRES: other-users, not-sanitized
// RUN: rm -rf %t.store %t.jail && mkdir %t.jail && echo 'int worker(int x) { return x + 100; } __attribute__((noinline)) _Float16 half(float x) { return x * x; } int round_down(float x) { return (int)half(x); }' > %t.worker.c && %{autojit} -O1 %s %t.worker.c -o %t.exe
// RUN: for way in setuid setresuid setgroups chroot both unshare limit bounding; do rm -rf %t.store/images; for run in cold warm; do %t.exe $way %t.jail || exit 1; done; done | FileCheck %s
// RUN: test -z "$(find %t.jail -mindepth 1)"
// The same from a static program, whose functions a daemon makes.
// RUN: env AUTOJIT_STORE=%t.store AUTOJIT_ENGINE=daemon %{toolchain}/bin/autojit-clang -static -O1 %s %t.worker.c -o %t.static && for way in setuid chroot both; do %t.static $way %t.jail || exit 1; done | FileCheck --check-prefix=STATIC %s
// CHECK-COUNT-16: 13 104 4
// STATIC-COUNT-3: 13 104 4
#define _GNU_SOURCE
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
int worker(int), round_down(float);
__attribute__((noinline)) static int late(int x) { return x * 3 + 1; }
static int give_up(const char *way, const char *jail) {
  struct rlimit none = {0, 0};
  if (!strcmp(way, "setuid"))
    return setgroups(0, 0) || setgid(65534) || setuid(65534);
  if (!strcmp(way, "setresuid"))
    return setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534);
  if (!strcmp(way, "setgroups"))
    return setgroups(0, 0);
  if (!strcmp(way, "chroot"))
    return chroot(jail) || chdir("/");
  if (!strcmp(way, "both"))
    return chroot(jail) || chdir("/") || setgid(65534) || setuid(65534);
  if (!strcmp(way, "unshare"))
    return unshare(CLONE_FS) || chroot(jail);
  if (!strcmp(way, "limit"))
    return setrlimit(RLIMIT_NOFILE, &none);
  return prctl(PR_CAPBSET_DROP, 0, 0, 0, 0);
}
int main(int count, char **arguments) {
  if (give_up(arguments[1], arguments[2]))
    return 9;
  return printf("%d %d %d\n", late(4), worker(4), round_down(2)) < 0;
}
