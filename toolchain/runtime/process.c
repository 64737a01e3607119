#define _GNU_SOURCE
#include "process.h"
#include "at-load.h"
#include "daemon/client.h"

#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * On a page that the kernel empties in every child that gets a copy of the memory, however it was cloned (fork, _Fork, clone without CLONE_VM; a
 * child of vfork shares the memory, and this). So a child finds an unlocked lock, and knows that it is one.
 */
static struct life {
  pthread_mutex_t lock; /* all zero is unlocked (the C library's PTHREAD_MUTEX_INITIALIZER) */
  bool begun;
} *life;

/* The thread that holds the lock, 0: nobody. Read without it, but only ever equal to our own id when we hold it. Not on that page: a child sees here
   that another thread was at work when it was cloned. */
static pid_t owner;

static pid_t this_thread(void) { return (pid_t)syscall(SYS_gettid); }

/* What the child shares with its parent or has from it and must not use: code space, the trace's counters. */
static void begin_in_child(void) {
  leave_slabs_to_parent();
  forget_trace_after_fork();
  begin_perf_after_fork();
  disconnect_after_fork();
  life->begun = true;
}

/* fork() waits until no code is being made. */
static void before_fork(void) { pthread_mutex_lock(&life->lock); }

static void after_fork_in_parent(void) { pthread_mutex_unlock(&life->lock); }

static void after_fork_in_child(void) {
  life->lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER; /* where the kernel cannot empty the page */
  begin_in_child();
}

static void begin(void) {
  static struct life unmapped;
  void *page = mmap(NULL, sizeof *life, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  life = page == MAP_FAILED ? &unmapped : page;
  if (life != &unmapped)
    madvise(life, sizeof *life, MADV_WIPEONFORK);
  life->begun = true;
  pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}
AT_LOAD(begin);

bool lock_is_ours(void) { return __atomic_load_n(&owner, __ATOMIC_RELAXED) == this_thread(); }

void take_lock(struct function_ref function) {
  pthread_mutex_lock(&life->lock);
  if (!life->begun) {
    if (__atomic_load_n(&owner, __ATOMIC_RELAXED) != 0)
      fail(function, "this process was cloned without fork() while another thread was making code; use fork()");
    begin_in_child();
  }
  __atomic_store_n(&owner, this_thread(), __ATOMIC_RELAXED);
}

void release_lock(void) {
  __atomic_store_n(&owner, 0, __ATOMIC_RELAXED);
  pthread_mutex_unlock(&life->lock);
}

enum { MOST_LOADING = 64 };
static pid_t loading[MOST_LOADING];

bool begin_loading(void) {
  pid_t self = this_thread();
  for (unsigned i = 0; i < MOST_LOADING; ++i)
    if (__atomic_load_n(&loading[i], __ATOMIC_RELAXED) == self)
      return false;
  for (unsigned i = 0; i < MOST_LOADING; ++i) {
    pid_t nobody = 0;
    if (__atomic_compare_exchange_n(&loading[i], &nobody, self, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
      break;
  }
  return true;
}

void end_loading(void) {
  pid_t self = this_thread();
  for (unsigned i = 0; i < MOST_LOADING; ++i)
    if (__atomic_load_n(&loading[i], __ATOMIC_RELAXED) == self)
      __atomic_store_n(&loading[i], 0, __ATOMIC_RELAXED);
}
