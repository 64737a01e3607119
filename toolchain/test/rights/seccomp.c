// REQUIRES: not-sanitized
// Under a seccomp filter that forbids any of the calls by which code is made, and in strict mode, a program goes on, cold and warm.
// RUN: rm -rf %t.store && %{autojit} -O1 %s -o %t.exe && for call in openat read newfstatat mmap munmap mprotect mremap memfd_create madvise gettid getpid futex rt_sigprocmask renameat2 close socket clone clone3 tgkill sched_setaffinity sched_getaffinity set_robust_list rseq fcntl nanosleep none strict; do for how in error kill; do rm -rf %t.store/images; for run in cold warm; do timeout 60 %t.exe $call $how || exit 1; done; done; done | FileCheck %s
// CHECK-COUNT-108: 13
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#define CALL(name) {#name, SYS_##name}
static const struct {
  const char *name;
  int number;
} calls[] = {CALL(openat),  CALL(read),   CALL(newfstatat), CALL(mmap),           CALL(munmap),    CALL(mprotect), CALL(mremap), CALL(memfd_create), CALL(madvise),
             CALL(gettid), CALL(getpid), CALL(futex),      CALL(rt_sigprocmask), CALL(renameat2), CALL(close),    CALL(socket), CALL(clone), CALL(clone3), CALL(tgkill), CALL(sched_setaffinity), CALL(sched_getaffinity), CALL(set_robust_list), CALL(rseq), CALL(fcntl), CALL(nanosleep)};
__attribute__((noinline)) static int late(int x) { return x * 3 + 1; }
static int forbid(int number, unsigned how) {
  struct sock_filter filter[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1), BPF_STMT(BPF_RET | BPF_K, how),
                                 BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  struct sock_fprog program = {4, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    return 1;
  return number % 2 ? prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) : syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}
int main(int count, char **arguments) {
  int number = SYS_reboot;
  for (unsigned i = 0; i < sizeof calls / sizeof *calls; ++i)
    if (!strcmp(arguments[1], calls[i].name))
      number = calls[i].number;
  if (!strcmp(arguments[1], "strict") ? prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) : forbid(number, *arguments[2] == 'k' ? SECCOMP_RET_KILL_PROCESS : SECCOMP_RET_ERRNO | EPERM))
    return 1;
  int n = late(4);
  char text[3] = {'0' + n / 10, '0' + n % 10, '\n'};
  if (write(1, text, 3) == 3)
    syscall(SYS_exit, 0);
  return 1;
}
