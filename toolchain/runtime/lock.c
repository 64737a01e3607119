/*
 * The runtime's lock, and what fork() makes of it: what keeps the threads of a process apart, and a process from its children.
 */
#define _GNU_SOURCE
#include "lock.h"
#include "at-load.h"
#include "daemon/client.h"
#include "images/images.h"
#include "making.h"
#include "reload/reload.h"
#include "tiers/tiers.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { MOST_LOADING = 64 };
static pid_t loading[MOST_LOADING];

/* Under the lock: it was taken back from its holder's own fork(). */
static bool is_forks;

static const long MILLISECOND = 1000 * 1000;

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
  if (__atomic_load_n(&lock_owner, __ATOMIC_RELAXED) != 0) { /* its thread does not exist here, and was half through */
    forget_arriving();
    __atomic_store_n(&lock_owner, 0, __ATOMIC_RELAXED);
  }
  for (unsigned i = 0; i < MOST_LOADING; ++i)
    if (loading[i] != this_thread())
      __atomic_store_n(&loading[i], 0, __ATOMIC_RELAXED);
  take_result_of(0);
  take_leaving();
  leave_slabs_to_parent();
  forget_trace_after_fork();
  begin_perf_after_fork();
  disconnect_after_fork();
  forget_claims_after_fork();
  forget_run_after_fork();
  forget_engine_after_fork();
  forget_behind_after_fork();
  life->begun = 1;
}

static bool others_load(void) {
  pid_t self = this_thread();
  for (unsigned i = 0; i < MOST_LOADING; ++i) {
    pid_t thread = __atomic_load_n(&loading[i], __ATOMIC_SEQ_CST);
    if (thread && thread != self)
      return true;
  }
  return false;
}

/*
 * A child whose parent's other thread was in the dynamic loader finds its locks taken for ever, or half a library. What we load is there in
 * milliseconds; a second, for a thread that itself waits for what the other one has locked. So whoever forks waits for those who load, and who wants
 * to load waits for a fork: each says what it does and then looks at what the other does, in one order.
 */
enum { LONGEST_WAIT_MS = 1000 };

static void wait_a_millisecond(void) { nanosleep(&(struct timespec){.tv_nsec = MILLISECOND}, NULL); }

static bool others_fork(void) {
  pid_t forking = __atomic_load_n(&life->forking, __ATOMIC_SEQ_CST);
  return forking && forking != this_thread();
}

/* A handler that ran between the two steps would wait for its own thread's lock: it is not lent to it any more. */
static void fork_is_over(void) {
  pid_t self = this_thread();
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  if (__atomic_compare_exchange_n(&life->forking, &self, 0, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
    unlock();
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void lock_for_fork(void) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  lock();
  __atomic_store_n(&life->forking, this_thread(), __ATOMIC_SEQ_CST);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* What the program does between these two, on this thread, may be served: take_lock sees that it is ours. */
static void before_fork(void) {
  int cancellable, waited = 0;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancellable);
  for (;;) {
    for (; waited < LONGEST_WAIT_MS && others_load(); ++waited)
      wait_a_millisecond();
    lock_for_fork();
    if (waited >= LONGEST_WAIT_MS || !others_load())
      break;
    fork_is_over();
  }
  pthread_setcancelstate(cancellable, &cancellable);
}

static void after_fork_in_parent(void) { fork_is_over(); }

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

bool is_own_work(void) {
  pid_t self = this_thread();
  bool own = __atomic_load_n(&lock_owner, __ATOMIC_RELAXED) == self;
  for (unsigned turn = 0; turn < MOST_TURNS; ++turn)
    own |= __atomic_load_n(&life->turns[turn].working, __ATOMIC_RELAXED) == self;
  return own;
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
  __atomic_store_n(&lock_owner, this_thread(), __ATOMIC_RELAXED);
}

void release_lock(void) {
  __atomic_store_n(&lock_owner, 0, __ATOMIC_RELAXED);
  if (is_forks)
    __atomic_store_n(&life->forking, this_thread(), __ATOMIC_RELEASE);
  else
    unlock();
}

static void note_loading(pid_t self) {
  for (unsigned i = 0; i < MOST_LOADING; ++i) {
    pid_t nobody = 0;
    if (__atomic_compare_exchange_n(&loading[i], &nobody, self, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
      return;
  }
}

bool begin_loading(void) {
  pid_t self = this_thread();
  for (unsigned i = 0; i < MOST_LOADING; ++i)
    if (__atomic_load_n(&loading[i], __ATOMIC_RELAXED) == self)
      return false;
  note_loading(self);
  for (int waited = 0; waited < LONGEST_WAIT_MS && others_fork(); ++waited) {
    end_loading();
    wait_a_millisecond();
    note_loading(self);
  }
  return true;
}

void end_loading(void) {
  pid_t self = this_thread();
  for (unsigned i = 0; i < MOST_LOADING; ++i)
    if (__atomic_load_n(&loading[i], __ATOMIC_RELAXED) == self)
      __atomic_store_n(&loading[i], 0, __ATOMIC_RELAXED);
}
