#define _GNU_SOURCE
#include "turn.h"
#include "loader.h"
#include "process.h"
#include "stack.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
  FREE,
  BUSY,
  READY,
  STATES,
  ENGINE_STACK = 8 << 20,
  TOP_OF_STACK = 256 << 10,
  STARTING_STACK = 256 << 10,
  HELPER_STACK = 64 << 10,
  MOST_LOOKS = 10000
};

uint32_t see_turn(void) { return __atomic_load_n(&life->turn, __ATOMIC_ACQUIRE); }
bool turn_is_ready(uint32_t seen) { return seen % STATES == READY; }
bool turn_is_busy(uint32_t seen) { return seen % STATES == BUSY; }

/* Every change is a new number, so nobody waits for a turn that was another one. The count of states divides what the number wraps at, but for one.
 */
static uint32_t next_of(uint32_t seen) { return seen == UINT32_MAX - 1 ? 0 : seen + 1; }
_Static_assert(UINT32_MAX % STATES == 0, "a turn that wraps goes from ready to free");

bool take_turn(void) {
  uint32_t seen = see_turn();
  /* Acquire: what was done in the last turn is seen. */
  return seen % STATES == FREE && __atomic_compare_exchange_n(&life->turn, &seen, next_of(seen), false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

void finish_turn(void) {
  __atomic_store_n(&life->turn, next_of(life->turn), __ATOMIC_RELEASE);
  wake_waiters(&life->turn, INT_MAX);
}

int leave_turn(void) {
  int helper = life->helper;
  __atomic_store_n(&life->turn, next_of(life->turn), __ATOMIC_RELEASE);
  wake_waiters(&life->turn, INT_MAX);
  return helper;
}

void wait_for_turn(uint32_t seen) { wait_for_word(&life->turn, seen, 0); }

/* A turn with a helper is finished by whoever leaves its stack last: the helper, or the thread that started it. */
static unsigned at_work;

static void leave_stack(void) {
  if (__atomic_sub_fetch(&at_work, 1, __ATOMIC_ACQ_REL) == 0)
    finish_turn();
}

/*
 * Used by whoever has the turn. LLVM recurses deeply over large functions; what it writes far down its stack is nothing that a core file is read for.
 */
static uint8_t *engine_stack, *starting_stack;
static void (*work_of_turn)(void);

static bool have_stacks(void) {
  if (!engine_stack) {
    engine_stack = map_stack(ENGINE_STACK);
    if (engine_stack)
      madvise(engine_stack, ENGINE_STACK - TOP_OF_STACK, MADV_DONTDUMP);
  }
  if (!starting_stack)
    starting_stack = map_stack(STARTING_STACK);
  return engine_stack && starting_stack;
}

static void *do_work(void *unused) {
  __atomic_store_n(&life->working, this_thread(), __ATOMIC_RELAXED);
  work_of_turn();
  __atomic_store_n(&life->working, 0, __ATOMIC_RELAXED);
  return unused;
}

bool work_on_this_thread(void (*work)(void)) {
  if (!have_stacks())
    return false;
  life->helper = 0;
  work_of_turn = work;
  run_on_stack(engine_stack + ENGINE_STACK, do_work, NULL);
  return true;
}

/*
 * A helper starts on the processor of its caller, who is about to wait: what both work with is in its caches (measured: a third of what small
 * functions cost). Then it may go where its caller may. By what a new thread inherits, as the C library's own way calls malloc.
 */
static struct {
  cpu_set_t allowed;
  bool known;
} processors;

static void stay_here(void) {
  cpu_set_t here;
  int processor = sched_getcpu();
  processors.known = processor >= 0 && processor < CPU_SETSIZE && sched_getaffinity(0, sizeof processors.allowed, &processors.allowed) == 0;
  if (!processors.known)
    return;
  CPU_ZERO(&here);
  CPU_SET(processor, &here);
  processors.known = sched_setaffinity(0, sizeof here, &here) == 0;
}

static void go_anywhere(void) {
  if (processors.known)
    sched_setaffinity(0, sizeof processors.allowed, &processors.allowed);
}

static void *help(void *unused) {
  life->helper = this_thread();
  go_anywhere();
  run_on_stack(engine_stack + ENGINE_STACK, do_work, NULL);
  leave_stack();
  return unused;
}

/*
 * A small stack of its own size: the C library keeps the last one for the next helper, and the program's threads, which want more, do not take it. So
 * malloc, which a handler may have interrupted, is called for the first helper only.
 */
bool start_thread(void *(*run)(void *), size_t least) {
  pthread_t id;
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0)
    return false;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, least);
  int problem = pthread_create(&id, &attributes, run, NULL);
  for (size_t size = least; problem == EINVAL && size < ENGINE_STACK; size *= 4) { /* thread-local variables take of it */
    pthread_attr_setstacksize(&attributes, 4 * size);
    problem = pthread_create(&id, &attributes, run, NULL);
  }
  pthread_attr_destroy(&attributes);
  return problem == 0;
}

static void *start_helper(void *started) {
  stay_here();
  *(bool *)started = start_thread(help, HELPER_STACK);
  go_anywhere();
  return NULL;
}

/* Relaxed: set by a thread for itself; others do as well with helpers as without. */
static bool no_helpers;

void have_no_helpers(void) { __atomic_store_n(&no_helpers, true, __ATOMIC_RELAXED); }

bool may_have_helpers(void) {
  return life->process == getpid() && !life->unseen && is_beside_program() && !__atomic_load_n(&no_helpers, __ATOMIC_RELAXED);
}

bool work_on_helper(void (*work)(void)) {
  bool started = false;
  if (!have_stacks())
    return false;
  work_of_turn = work;
  __atomic_store_n(&at_work, 2, __ATOMIC_RELAXED);
  if (may_have_helpers())
    run_on_stack(starting_stack + STARTING_STACK, start_helper, &started);
  if (started) {
    leave_stack();
    return true;
  }
  work_on_this_thread(work);
  finish_turn();
  return true;
}

void wait_until_gone(int helper) {
  for (int i = 0; helper && i < MOST_LOOKS && syscall(SYS_tgkill, getpid(), helper, 0) == 0; ++i)
    sched_yield();
}
