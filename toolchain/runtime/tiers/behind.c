/*
 * The thread that makes finals. It is there as long as there are any to make, and a little longer.
 */
#define _GNU_SOURCE
#include "by-daemon.h"
#include "choices.h"
#include "floating-point.h"
#include "loader.h"
#include "making.h"
#include "process.h"
#include "runtime.h"
#include "stack.h"
#include "system.h"
#include "tiers.h"
#include "turn.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The thread's own stack is larger than a helper's (turn.c): the one that the C library keeps for the next helper stays that one's, which may be
   started where malloc is half-way. */
enum { LASTING_STACK = 128 << 10 };
enum { FINALS_STACK = 8 << 20, TOP_OF_STACK = 256 << 10, STARTING_STACK = 64 << 10, LESS_PRIORITY = 2, LINGERS_MS = 2000, MILLISECOND = 1000000 };

/* life->behind. A draft is hot first and the thread looked for then; the thread is asleep or gone first and looks for hot drafts then: in one order.
 */
enum { NOBODY, AT_WORK, ASLEEP, ENDING };

/* Whoever changes NOBODY to AT_WORK uses them, until the thread it starts is gone. */
static uint8_t *finals_stack, *starting_stack;

static bool have_stacks_behind(void) {
  if (!finals_stack) {
    finals_stack = map_stack(FINALS_STACK);
    if (finals_stack)
      madvise(finals_stack, FINALS_STACK - TOP_OF_STACK, MADV_DONTDUMP);
  }
  if (!starting_stack)
    starting_stack = map_stack(STARTING_STACK);
  return finals_stack && starting_stack;
}

/* The others wait in a list of the thread's own; in a child of fork they are counted anew. */
static struct draft *waiting;

static struct draft *take_hottest(void) {
  for (struct draft *draft = take_hot(), *next; draft; draft = next) {
    next = draft->next;
    draft->next = waiting;
    waiting = draft;
    if (draft->next || next) /* not the only one */
      announce_final(draft);
  }
  struct draft **best = &waiting;
  for (struct draft **place = &waiting; *place; place = &(*place)->next)
    if (worth_of(*place) > worth_of(*best))
      best = place;
  struct draft *draft = *best;
  if (draft)
    *best = draft->next;
  return draft;
}

void forget_behind_after_fork(void) {
  waiting = NULL;
  leave_daemon_behind();
  forget_hot();
}

/* False when the thread is to end. */
static bool sleep_until_hot(void) {
  uint32_t state = AT_WORK;
  if (!__atomic_compare_exchange_n(&life->behind, &state, ASLEEP, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
    return false;
  if (!any_hot())
    wait_for_word(&life->behind, ASLEEP, (long)LINGERS_MS * MILLISECOND);
  state = ASLEEP;
  return __atomic_compare_exchange_n(&life->behind, &state, AT_WORK, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED) ? any_hot() : state == AT_WORK;
}

/* In the turns, one after the other, as nobody else may use their seats of the engine meanwhile. */
static void rest(unsigned uses) {
  struct thread_choices choices;
  begin_rest(uses);
  let_engine_rest(FINALS);
  hold_off(&choices);
  work_in_each_turn(let_seat_of_turn_rest, &choices);
  let_in(&choices);
}

static void *work(void *unused) {
  for (;;) {
    struct draft *draft;
    while (__atomic_load_n(&life->behind, __ATOMIC_RELAXED) != ENDING && (draft = take_hottest()))
      make_final(draft);
    const unsigned uses = engine_uses();
    if (sleep_until_hot())
      continue;
    if (__atomic_load_n(&life->behind, __ATOMIC_RELAXED) == ENDING)
      return unused;
    if (engine_uses() != uses || busy_turns())
      continue;
    if (!engine_may_rest())
      return unused;
    rest(uses);
    return unused;
  }
}

static void *run(void *unused) {
  __atomic_store_n(&life->behind_thread, this_thread(), __ATOMIC_RELAXED);
  setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + LESS_PRIORITY); /* of this thread alone, on Linux */
  use_default_floating_point();
  run_on_stack(finals_stack + FINALS_STACK, work, NULL);
  while (__atomic_load_n(&life->starting_behind, __ATOMIC_ACQUIRE)) /* the next one is started on the same stack */
    sched_yield();
  __atomic_store_n(&life->behind, NOBODY, __ATOMIC_SEQ_CST);
  wake_waiters(&life->behind, INT_MAX);
  if (any_hot()) /* since it looked last */
    start_behind();
  return unused;
}

static void *start(void *started) {
  *(bool *)started = start_thread(run, NULL, LASTING_STACK);
  return NULL;
}

/*
 * To make a thread, the C library may call malloc, so this is not done where malloc may be half-way: in a handler of a signal, which has some
 * blocked, or in the program's own malloc. Such calls come again; some of them are no such handlers after all.
 */
static bool is_good_moment(const sigset_t *blocked) {
  enum { BAD_MOMENTS = 64 };
  static uint32_t bad_moments;
  return malloc_is_others() && (sigisemptyset(blocked) || __atomic_fetch_add(&bad_moments, 1, __ATOMIC_RELAXED) >= BAD_MOMENTS);
}

static void start_thread_behind(void) {
  bool started = false;
  __atomic_store_n(&life->starting_behind, 1, __ATOMIC_RELAXED);
  if (have_stacks_behind())
    run_on_stack(starting_stack + STARTING_STACK, start, &started);
  if (!started)
    __atomic_store_n(&life->behind, NOBODY, __ATOMIC_SEQ_CST);
  __atomic_store_n(&life->starting_behind, 0, __ATOMIC_RELEASE);
}

void start_behind(void) {
  struct thread_choices choices;
  uint32_t state = NOBODY;
  if (__atomic_load_n(&life->behind, __ATOMIC_SEQ_CST) == AT_WORK || !finals_can_be_made())
    return;
  int saved_errno = errno;
  hold_off(&choices);
  if (__atomic_load_n(&life->behind, __ATOMIC_SEQ_CST) == ASLEEP) {
    state = ASLEEP;
    if (__atomic_compare_exchange_n(&life->behind, &state, AT_WORK, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
      wake_waiters(&life->behind, INT_MAX);
  } else if (is_good_moment(&choices.mask) &&
             __atomic_compare_exchange_n(&life->behind, &state, AT_WORK, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
    start_thread_behind();
  }
  let_in(&choices);
  errno = saved_errno;
}

/* Relaxed: a thread that sees it late was not the one that gave up rights. */
static bool for_drafts_only;
void start_behind_for_drafts_only(void) { __atomic_store_n(&for_drafts_only, true, __ATOMIC_RELAXED); }

/* Counted as the folder's links, which is one system call. What is of ours is gone when this is asked. */
static bool has_threads(void) {
  enum { LINKS_OF_ONE_THREAD = 3 };
  struct stat threads;
  return stat("/proc/self/task", &threads) == 0 && threads.st_nlink > LINKS_OF_ONE_THREAD;
}

static bool may_start_to_rest(void) { return !__atomic_load_n(&for_drafts_only, __ATOMIC_RELAXED) && finals_can_be_made() && has_threads(); }

/* A process of one thread stays one: only for its finals it has a second. */
void look_after_engine(void) {
  int saved_errno = errno;
  if (engine_may_rest() && __atomic_load_n(&life->behind, __ATOMIC_RELAXED) == NOBODY && may_start_to_rest())
    start_behind();
  errno = saved_errno;
}

/* Until it is gone for the kernel too: unshare() and setns() want a process of one thread. */
void end_behind(void) {
  uint32_t state = __atomic_load_n(&life->behind, __ATOMIC_SEQ_CST);
  pid_t thread = __atomic_load_n(&life->behind_thread, __ATOMIC_RELAXED);
  while (state == AT_WORK || state == ASLEEP || state == ENDING) {
    if (state != ENDING && __atomic_compare_exchange_n(&life->behind, &state, ENDING, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
      wake_waiters(&life->behind, INT_MAX);
      state = ENDING;
    }
    if (state == ENDING)
      wait_for_word(&life->behind, ENDING, MILLISECOND);
    state = __atomic_load_n(&life->behind, __ATOMIC_SEQ_CST);
  }
  wait_until_gone(thread);
}
