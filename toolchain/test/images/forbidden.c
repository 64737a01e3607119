// REQUIRES: not-sanitized
// A log that is mapped is read where the system call for that is forbidden from the start (as in some containers), and where the program forbids it, and
// files, itself.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && %t.exe all && %t.exe before && %t.exe after && ls %t.store/images/*.index | count 1
// RUN: for how in before after; do rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe $how && not grep -q event.:.engine %t.trace && %t.exe $how || exit 1; done
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#define F(n) __attribute__((noinline)) int f##n(int a) { return a % 7 ? a + n : a * n; }
#define TEN(X, n) X(n##0) X(n##1) X(n##2) X(n##3) X(n##4) X(n##5) X(n##6) X(n##7) X(n##8) X(n##9)
#define HUNDRED(X, n) TEN(X, n##0) TEN(X, n##1) TEN(X, n##2) TEN(X, n##3) TEN(X, n##4) TEN(X, n##5) TEN(X, n##6) TEN(X, n##7) TEN(X, n##8) TEN(X, n##9)
HUNDRED(F, 1) HUNDRED(F, 2)
#define NAME(n) f##n,
static int (*const functions[])(int) = {HUNDRED(NAME, 1) HUNDRED(NAME, 2)};
static int call(int from, int to) {
  int sum = 0;
  for (int i = from; i < to; ++i)
    sum += functions[i](i + 1);
  return sum;
}
/* EPERM for the one, the end of the process for the other; the number is the first word of what a filter looks at. */
static int forbid(int error, int kill) {
  struct sock_filter filter[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, error, 0, 1),
                                 BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kill, 0, 1),
                                 BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &(struct sock_fprog){6, filter});
}
int main(int count, char **arguments) {
  const char *how = count > 1 ? arguments[1] : "some";
  if (!strcmp(how, "before"))
    return forbid(SYS_process_vm_readv, SYS_reboot) || execl(arguments[0], arguments[0], "all", (char *)0);
  int sum = call(0, 50);
  if (!strcmp(how, "after") && forbid(SYS_openat, SYS_process_vm_readv))
    return 1;
  sum += strcmp(how, "some") ? call(50, 200) : 0;
  return sum == 0;
}
