// Where no thread can be had, the caller makes the code itself.
// RUN: rm -rf %t.store && %{autojit} -O2 %s -o %t.exe && env AUTOJIT_IMAGES=off %t.exe
// REQUIRES: not-sanitized
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
__attribute__((noinline)) static int first(int a) { return a + 1; }
__attribute__((noinline)) static int second(int a) { return a + 2; }
static int refuse_threads(void) {
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAGAIN),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}
int main(void) {
  int sum = first(1);
  if (refuse_threads()) {
    perror("seccomp");
    return 1;
  }
  return sum + second(2) != 6;
}
