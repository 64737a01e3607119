#define _GNU_SOURCE
#include "process.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static struct life unmapped;
struct life *life = &unmapped;

pid_t lock_owner;

bool lock_is_ours(void) { return __atomic_load_n(&lock_owner, __ATOMIC_RELAXED) == this_thread(); }

static const long SECOND = 1000 * 1000 * 1000;

void wait_for_word(const uint32_t *word, uint32_t seen, long patience_ns) {
  struct timespec patience = {.tv_sec = patience_ns / SECOND, .tv_nsec = patience_ns % SECOND};
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, seen, patience_ns ? &patience : NULL, NULL, 0);
}

void wake_waiters(const uint32_t *word, int count) { syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0); }
