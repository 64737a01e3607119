#define _GNU_SOURCE
#include "turn.h"
#include "at-load.h"
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

static unsigned at_once = 1;
/* Atomic: where there is only one connection to a daemon. */
static bool first_only;

static void count_processors(void) {
  cpu_set_t allowed;
  int processors = sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 1;
  at_once = processors < 1 ? 1 : processors > MOST_TURNS ? MOST_TURNS : (unsigned)processors;
}
AT_LOAD(count_processors);

unsigned turns_at_once(void) { return at_once; }

void use_first_turn_only(void) { __atomic_store_n(&first_only, true, __ATOMIC_RELAXED); }
unsigned turns_in_use(void) { return __atomic_load_n(&first_only, __ATOMIC_RELAXED) ? 1 : at_once; }

uint32_t see_turn(unsigned turn) { return __atomic_load_n(&life->turns[turn].state, __ATOMIC_ACQUIRE); }
bool turn_is_ready(uint32_t seen) { return seen % STATES == READY; }
bool turn_is_busy(uint32_t seen) { return seen % STATES == BUSY; }

unsigned busy_turns(void) {
  unsigned busy = 0;
  for (unsigned turn = 0; turn < MOST_TURNS; ++turn)
    busy += turn_is_busy(see_turn(turn));
  return busy;
}

/* Every change is a new number, so nobody waits for a turn that was another one. The count of states divides what the number wraps at, but for one.
 */
static uint32_t next_of(uint32_t seen) { return seen == UINT32_MAX - 1 ? 0 : seen + 1; }
_Static_assert(UINT32_MAX % STATES == 0, "a turn that wraps goes from ready to free");

bool take_turn(unsigned turn) {
  uint32_t seen = see_turn(turn);
  /* Acquire: what was done in the last one is seen. */
  return seen % STATES == FREE &&
         __atomic_compare_exchange_n(&life->turns[turn].state, &seen, next_of(seen), false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static void change(unsigned turn) {
  uint32_t *state = &life->turns[turn].state;
  /* Release: what was done is seen by whoever sees either number. */
  __atomic_store_n(state, next_of(*state), __ATOMIC_RELEASE);
  __atomic_fetch_add(&life->changes, 1, __ATOMIC_RELEASE);
  wake_waiters(state, INT_MAX);
  wake_waiters(&life->changes, INT_MAX);
}

void finish_turn(unsigned turn) { change(turn); }

/* Under the runtime's lock. */
static struct helpers leaving;

void leave_turn(unsigned turn) {
  leaving.of[turn] = __atomic_load_n(&life->turns[turn].helper, __ATOMIC_RELAXED);
  change(turn);
}

struct helpers take_leaving(void) {
  struct helpers all = leaving;
  leaving = (struct helpers){0};
  return all;
}

void wait_for_turn(unsigned turn, uint32_t seen) { wait_for_word(&life->turns[turn].state, seen, 0); }
uint32_t see_turns(void) { return __atomic_load_n(&life->changes, __ATOMIC_ACQUIRE); }
void wait_for_turns(uint32_t seen) { wait_for_word(&life->changes, seen, 0); }

/*
 * Used by whoever has the turn. LLVM recurses deeply over large functions; what it writes far down its stack is nothing that a core file is read for.
 */
static struct place_of_work {
  uint8_t *engine_stack, *starting_stack;
  void (*work)(void);
  unsigned at_work;  /* a turn with a helper is finished by whoever leaves its stack last: the helper, or the thread that started it */
  cpu_set_t allowed; /* where the helper may go */
  bool knows_allowed;
} places[MOST_TURNS];

/* Under the runtime's lock. */
static unsigned turn_of_result;

void take_result_of(unsigned turn) { turn_of_result = turn; }

unsigned this_turn(void) {
  const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
  /* Relaxed: of a stack that this thread is on it knows. */
  for (unsigned turn = 0; turn < MOST_TURNS; ++turn) {
    const uintptr_t stack = (uintptr_t)__atomic_load_n(&places[turn].engine_stack, __ATOMIC_RELAXED);
    if (stack && here - stack < ENGINE_STACK)
      return turn;
  }
  return lock_is_ours() ? turn_of_result : 0;
}

static void leave_stack(unsigned turn) {
  if (__atomic_sub_fetch(&places[turn].at_work, 1, __ATOMIC_ACQ_REL) == 0)
    finish_turn(turn);
}

static bool have_stacks(struct place_of_work *place) {
  if (!place->engine_stack) {
    uint8_t *stack = map_stack(ENGINE_STACK);
    if (stack)
      madvise(stack, ENGINE_STACK - TOP_OF_STACK, MADV_DONTDUMP);
    __atomic_store_n(&place->engine_stack, stack, __ATOMIC_RELAXED);
  }
  if (!place->starting_stack)
    place->starting_stack = map_stack(STARTING_STACK);
  return place->engine_stack && place->starting_stack;
}

static void *do_work(void *of) {
  const struct place_of_work *place = of;
  pid_t *working = &life->turns[place - places].working;
  __atomic_store_n(working, this_thread(), __ATOMIC_RELAXED);
  place->work();
  __atomic_store_n(working, 0, __ATOMIC_RELAXED);
  return NULL;
}

static void work_in(struct place_of_work *place) { run_on_stack(place->engine_stack + ENGINE_STACK, do_work, place); }

bool work_on_this_thread(unsigned turn, void (*work)(void)) {
  struct place_of_work *place = &places[turn];
  if (!have_stacks(place))
    return false;
  __atomic_store_n(&life->turns[turn].helper, 0, __ATOMIC_RELAXED);
  place->work = work;
  work_in(place);
  return true;
}

/*
 * A helper starts on the processor of its caller, who is about to wait: what both work with is in its caches (measured: a third of what small
 * functions cost). Then it may go where its caller may. By what a new thread inherits, as the C library's own way calls malloc.
 */
static void stay_here(struct place_of_work *place) {
  cpu_set_t here;
  int processor = sched_getcpu();
  place->knows_allowed = processor >= 0 && processor < CPU_SETSIZE && sched_getaffinity(0, sizeof place->allowed, &place->allowed) == 0;
  if (!place->knows_allowed)
    return;
  CPU_ZERO(&here);
  CPU_SET(processor, &here);
  place->knows_allowed = sched_setaffinity(0, sizeof here, &here) == 0;
}

static void go_anywhere(const struct place_of_work *place) {
  if (place->knows_allowed)
    sched_setaffinity(0, sizeof place->allowed, &place->allowed);
}

/* How many there ever were at once. Atomic; a child of fork has the stacks of all. */
static unsigned most_helpers;

unsigned helpers_before(void) { return __atomic_load_n(&most_helpers, __ATOMIC_RELAXED); }

static void count_helper(void) {
  unsigned now = __atomic_add_fetch(&life->helpers, 1, __ATOMIC_RELAXED), most = helpers_before();
  while (most < now && !__atomic_compare_exchange_n(&most_helpers, &most, now, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    ;
}

static void *help(void *of) {
  struct place_of_work *place = of;
  const unsigned turn = (unsigned)(place - places);
  __atomic_store_n(&life->turns[turn].helper, this_thread(), __ATOMIC_RELAXED);
  count_helper();
  go_anywhere(place);
  work_in(place);
  __atomic_fetch_sub(&life->helpers, 1, __ATOMIC_RELAXED);
  leave_stack(turn);
  return NULL;
}

/*
 * A small stack of its own size: the C library keeps those of helpers that are gone for the next ones, and the program's threads, which want more, do
 * not take them. So malloc, which a handler may have interrupted, is called for the first helper only, and for the first one beside so many others
 * (helpers_before).
 */
bool start_thread(void *(*run)(void *), void *argument, size_t least) {
  pthread_t id;
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0)
    return false;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, least);
  int problem = pthread_create(&id, &attributes, run, argument);
  for (size_t size = least; problem == EINVAL && size < ENGINE_STACK; size *= 4) { /* thread-local variables take of it */
    pthread_attr_setstacksize(&attributes, 4 * size);
    problem = pthread_create(&id, &attributes, run, argument);
  }
  pthread_attr_destroy(&attributes);
  return problem == 0;
}

static void *start_helper(void *of) {
  struct place_of_work *place = of;
  stay_here(place);
  bool started = start_thread(help, place, HELPER_STACK);
  go_anywhere(place);
  return started ? place : NULL;
}

/* Relaxed: set by a thread for itself; others do as well with helpers as without. */
static bool no_helpers;

void have_no_helpers(void) { __atomic_store_n(&no_helpers, true, __ATOMIC_RELAXED); }

/* Relaxed: a thread compares it with its own number. */
static pid_t helps_itself;

void be_helper(void) { __atomic_store_n(&helps_itself, this_thread(), __ATOMIC_RELAXED); }

static bool is_helper(void) { return __atomic_load_n(&helps_itself, __ATOMIC_RELAXED) == this_thread(); }

bool may_have_helpers(void) {
  return life->process == getpid() && !life->unseen && is_beside_program() && !__atomic_load_n(&no_helpers, __ATOMIC_RELAXED);
}

bool work_on_helper(unsigned turn, void (*work)(void)) {
  struct place_of_work *place = &places[turn];
  if (!have_stacks(place))
    return false;
  place->work = work;
  __atomic_store_n(&place->at_work, 2, __ATOMIC_RELAXED);
  if (!is_helper() && may_have_helpers() && run_on_stack(place->starting_stack + STARTING_STACK, start_helper, place)) {
    leave_stack(turn);
    return true;
  }
  work_on_this_thread(turn, work);
  finish_turn(turn);
  return true;
}

void wait_for_idle_helpers(unsigned ours) {
  for (unsigned turn = 0; turn < MOST_TURNS; ++turn)
    if (turn == ours || !turn_is_busy(see_turn(turn)))
      wait_until_gone(__atomic_load_n(&life->turns[turn].helper, __ATOMIC_RELAXED));
}

void wait_until_gone(int helper) {
  for (int i = 0; helper && i < MOST_LOOKS && syscall(SYS_tgkill, getpid(), helper, 0) == 0; ++i)
    sched_yield();
}

void wait_until_all_gone(const struct helpers *helpers) {
  for (unsigned turn = 0; turn < MOST_TURNS; ++turn)
    wait_until_gone(helpers->of[turn]);
}
