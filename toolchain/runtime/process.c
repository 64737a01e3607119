#define _GNU_SOURCE
#include "process.h"
#include "at-load.h"
#include "daemon/client.h"
#include "images/images.h"
#include "making.h"
#include "reload/reload.h"
#include "tiers/tiers.h"

#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static struct life unmapped;
struct life *life = &unmapped;

/* The thread that holds the lock, 0: nobody. Relaxed: only ever compared with our own id. Not on that page: a child sees here that another thread
   was writing when it was cloned. */
static pid_t owner;

enum { MOST_LOADING = 64 };
static pid_t loading[MOST_LOADING];

/* Under the lock: it was taken back from its holder's own fork(). */
static bool is_forks;

static const long MILLISECOND = 1000 * 1000;

void wait_for_word(const uint32_t *word, uint32_t seen, long patience_ns) {
  struct timespec patience = {.tv_nsec = patience_ns};
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, seen, patience_ns ? &patience : NULL, NULL, 0);
}

void wake_waiters(const uint32_t *word, int count) { syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0); }

/*
 * Whoever forks holds the lock from its first handler to its last, so that no other thread is half through writing when the memory is copied. But the
 * program's own handlers run in between, and may wait for a thread that wants the lock: after this time that thread takes it over.
 */
static const long FORK_PATIENCE = 20 * MILLISECOND;

static bool take_over_from_fork(void) {
  pid_t forking = __atomic_load_n(&life->forking, __ATOMIC_RELAXED);
  /* Acquire: as if it had released the lock. */
  return forking && __atomic_compare_exchange_n(&life->forking, &forking, 0, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

static void lock(void) {
  uint32_t state = 0;
  /* Acquire, here and below: what the last holder wrote is seen. */
  if (__atomic_compare_exchange_n(&life->lock, &state, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
    return;
  uint64_t start = now_ns();
  while (__atomic_exchange_n(&life->lock, 2, __ATOMIC_ACQUIRE) != 0) {
    wait_for_word(&life->lock, 2, FORK_PATIENCE);
    if (now_ns() - start >= (uint64_t)FORK_PATIENCE && take_over_from_fork())
      return;
  }
}

static void unlock(void) {
  if (__atomic_exchange_n(&life->lock, 0, __ATOMIC_RELEASE) == 2)
    wake_waiters(&life->lock, 1);
}

/* This thread holds the lock for its fork() already. Nobody takes it over from now on, until it is lent back. */
static bool take_back_from_fork(void) {
  pid_t self = this_thread();
  return __atomic_compare_exchange_n(&life->forking, &self, 0, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/* What the child shares with its parent or has from it and must not use: code space, the trace's counters, connections, an engine at work. */
static void begin_in_child(void) {
  if (life->begun)
    return;
  life->process = getpid();
  if (__atomic_load_n(&owner, __ATOMIC_RELAXED) != 0) { /* its thread does not exist here, and was half through */
    forget_arriving();
    __atomic_store_n(&owner, 0, __ATOMIC_RELAXED);
  }
  for (unsigned i = 0; i < MOST_LOADING; ++i)
    if (loading[i] != this_thread())
      __atomic_store_n(&loading[i], 0, __ATOMIC_RELAXED);
  leave_slabs_to_parent();
  forget_trace_after_fork();
  begin_perf_after_fork();
  disconnect_after_fork();
  forget_claim_after_fork();
  forget_run_after_fork();
  forget_engine_after_fork();
  forget_behind_after_fork();
  life->begun = 1;
}

static bool others_load(void) {
  pid_t self = this_thread();
  for (unsigned i = 0; i < MOST_LOADING; ++i) {
    pid_t thread = __atomic_load_n(&loading[i], __ATOMIC_RELAXED);
    if (thread && thread != self)
      return true;
  }
  return false;
}

/*
 * A child whose parent's other thread was in the dynamic loader finds its locks taken for ever. What we load is there in milliseconds; a second, for
 * a thread that itself waits for what this one has locked.
 */
static void wait_for_other_loads(void) {
  for (int i = 0; i < 1000 && others_load(); ++i)
    nanosleep(&(struct timespec){.tv_nsec = MILLISECOND}, NULL);
}

/* What the program does between these two, on this thread, may be served: take_lock sees that it is ours. */
static void before_fork(void) {
  int cancellable;
  sigset_t all, before;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancellable);
  wait_for_other_loads();
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  lock();
  __atomic_store_n(&life->forking, this_thread(), __ATOMIC_RELEASE);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_setcancelstate(cancellable, &cancellable);
}

/* A handler that ran between the two steps would wait for its own thread's lock: it is not lent to it any more. */
static void after_fork_in_parent(void) {
  pid_t self = this_thread();
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  if (__atomic_compare_exchange_n(&life->forking, &self, 0, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
    unlock();
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void after_fork_in_child(void) {
  if (life->process != 0 && life->process != getpid()) /* the kernel did not empty the page */
    *life = (struct life){0};
  begin_in_child();
  listen_after_fork();
}

static void begin(void) {
  void *page = mmap(NULL, sizeof *life, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page != MAP_FAILED) {
    life = page;
    madvise(life, sizeof *life, MADV_WIPEONFORK);
  }
  life->process = getpid();
  life->begun = 1;
  pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}
AT_LOAD(begin);

bool is_passing_child(void) { return life->begun && life->process != getpid(); }

bool is_unseen_child(void) { return !life->begun || life->unseen; }

bool lock_is_ours(void) { return __atomic_load_n(&owner, __ATOMIC_RELAXED) == this_thread(); }

bool is_own_work(void) {
  pid_t self = this_thread();
  return __atomic_load_n(&owner, __ATOMIC_RELAXED) == self || __atomic_load_n(&life->working, __ATOMIC_RELAXED) == self;
}

void take_lock(void) {
  bool was_forks = take_back_from_fork();
  if (!was_forks)
    lock();
  is_forks = was_forks;
  if (!life->begun) {
    begin_in_child();
    life->unseen = true;
  }
  __atomic_store_n(&owner, this_thread(), __ATOMIC_RELAXED);
}

void release_lock(void) {
  __atomic_store_n(&owner, 0, __ATOMIC_RELAXED);
  if (is_forks)
    __atomic_store_n(&life->forking, this_thread(), __ATOMIC_RELEASE);
  else
    unlock();
}

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
