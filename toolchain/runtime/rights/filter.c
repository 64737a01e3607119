/*
 * What a seccomp filter would say of the system calls by which code is made. It is a small program (classic BPF as seccomp allows it) over the number
 * and arguments of a call, and runs here as it will run in the kernel.
 */
#include "rights/rights.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/syscall.h>

enum { MOST_STEPS = 65536 };

static uint32_t load(const struct seccomp_data *data, uint32_t at) {
  uint32_t word = 0;
  if (at <= sizeof *data - sizeof word)
    memcpy(&word, (const uint8_t *)data + at, sizeof word);
  return word;
}

static uint32_t compute(uint16_t operation, uint32_t a, uint32_t b) {
  switch (BPF_OP(operation)) {
  case BPF_ADD:
    return a + b;
  case BPF_SUB:
    return a - b;
  case BPF_MUL:
    return a * b;
  case BPF_DIV:
    return b ? a / b : 0;
  case BPF_AND:
    return a & b;
  case BPF_OR:
    return a | b;
  case BPF_XOR:
    return a ^ b;
  case BPF_LSH:
    return b < 32 ? a << b : 0;
  case BPF_RSH:
    return b < 32 ? a >> b : 0;
  default:
    return -a; /* BPF_NEG */
  }
}

static bool holds(uint16_t operation, uint32_t a, uint32_t b) {
  switch (BPF_OP(operation)) {
  case BPF_JEQ:
    return a == b;
  case BPF_JGT:
    return a > b;
  case BPF_JGE:
    return a >= b;
  default:
    return (a & b) != 0; /* BPF_JSET */
  }
}

/* The filter's answer; one that makes no sense forbids. */
static uint32_t answer_of(const struct sock_fprog *program, const struct seccomp_data *data) {
  uint32_t a = 0, x = 0, memory[BPF_MEMWORDS] = {0};
  for (uint32_t at = 0, steps = 0; at < program->len && steps < MOST_STEPS; ++steps) {
    const struct sock_filter *step = &program->filter[at++];
    uint32_t operand = BPF_SRC(step->code) == BPF_X ? x : step->k;
    switch (BPF_CLASS(step->code)) {
    case BPF_LD:
      a = BPF_MODE(step->code) == BPF_ABS   ? load(data, step->k)
          : BPF_MODE(step->code) == BPF_MEM ? memory[step->k % BPF_MEMWORDS]
          : BPF_MODE(step->code) == BPF_LEN ? (uint32_t)sizeof *data
                                            : step->k;
      break;
    case BPF_LDX:
      x = BPF_MODE(step->code) == BPF_MEM ? memory[step->k % BPF_MEMWORDS] : BPF_MODE(step->code) == BPF_LEN ? (uint32_t)sizeof *data : step->k;
      break;
    case BPF_ST:
      memory[step->k % BPF_MEMWORDS] = a;
      break;
    case BPF_STX:
      memory[step->k % BPF_MEMWORDS] = x;
      break;
    case BPF_ALU:
      a = compute(step->code, a, operand);
      break;
    case BPF_JMP:
      at += BPF_OP(step->code) == BPF_JA ? step->k : holds(step->code, a, operand) ? step->jt : step->jf;
      break;
    case BPF_MISC:
      if (BPF_MISCOP(step->code) == BPF_TAX)
        x = a;
      else
        a = x;
      break;
    default:
      return BPF_RVAL(step->code) == BPF_A ? a : step->k; /* BPF_RET */
    }
  }
  return SECCOMP_RET_KILL_PROCESS;
}

static bool allows(const struct sock_fprog *program, const int *calls, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    struct seccomp_data data = {.nr = calls[i], .arch = AUDIT_ARCH_X86_64};
    uint32_t answer = answer_of(program, &data) & SECCOMP_RET_ACTION_FULL;
    if (answer != SECCOMP_RET_ALLOW && answer != SECCOMP_RET_LOG)
      return false;
  }
  return true;
}

bool filter_allows_threads(const struct sock_fprog *program) {
  /* What the C library takes for a thread, and we to see it go (turn.c). */
  static const int calls[] = {SYS_clone,
                              SYS_clone3,
                              SYS_set_robust_list,
                              SYS_rseq,
                              SYS_sched_getaffinity,
                              SYS_sched_setaffinity,
                              SYS_tgkill,
                              SYS_exit,
                              SYS_madvise,
                              SYS_mmap,
                              SYS_munmap,
                              SYS_mprotect,
                              SYS_futex,
                              SYS_gettid,
                              SYS_sched_yield,
                              SYS_getcpu,
                              SYS_rt_sigprocmask};
  return program && program->filter && allows(program, calls, sizeof calls / sizeof *calls);
}

enum rights_left left_by_filter(const struct sock_fprog *program) {
  /* What the engine, held bodies and slabs take; what reading and keeping takes in addition. */
  static const int making[] = {SYS_mmap,        SYS_munmap,         SYS_mprotect, SYS_mremap,       SYS_madvise,   SYS_gettid,
                               SYS_getpid,      SYS_rt_sigprocmask, SYS_futex,    SYS_memfd_create, SYS_ftruncate, SYS_close,
                               SYS_sched_yield, SYS_clock_gettime,  SYS_brk,      SYS_prlimit64};
  static const int files[] = {
      SYS_openat,  SYS_open,       SYS_newfstatat,    SYS_fstat,           SYS_stat,      SYS_read,      SYS_pread64, SYS_write,
      SYS_lseek,   SYS_unlink,     SYS_unlinkat,      SYS_mkdir,           SYS_renameat2, SYS_utimensat, SYS_access,  SYS_readlink,
      SYS_geteuid, SYS_getdents64, SYS_rt_sigpending, SYS_rt_sigtimedwait, SYS_getcwd,    SYS_msync,     SYS_fcntl,   SYS_nanosleep};
  if (!program || !program->filter || !allows(program, making, sizeof making / sizeof *making))
    return NO_SYSTEM_CALLS;
  return allows(program, files, sizeof files / sizeof *files) ? EVERYTHING : NO_FILES;
}
