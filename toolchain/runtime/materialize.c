/*
 * The first call of a function: maps what was kept, or has it made and maps that. The slot never goes back to null, and what was in it stays callable
 * (slots.c).
 *
 * Two kinds of work, kept apart: short work, under the runtime's lock with all signals blocked; and long work, during which the caller waits with the
 * signal mask that the program chose (turn.h), holding nothing.
 */
#define _GNU_SOURCE
#include "attempt.h"
#include "autojit/body.h"
#include "choices.h"
#include "descriptors.h"
#include "floating-point.h"
#include "images/images.h"
#include "loader.h"
#include "lock.h"
#include "making.h"
#include "parked.h"
#include "reload/reload.h"
#include "report.h"
#include "runtime.h"
#include "stack.h"
#include "tiers/tiers.h"
#include "turn.h"
#include "unwind.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

enum { NO_TURN = -1, LONGEST_ROUTINE_NAME = 256, WORK_STACK = 256 << 10, MOST_LOOKS = 3 };

/* What a first call needs next. */
enum need { TO_JUMP, TO_LOAD_ENGINE, TO_FIND_ROUTINE, TO_ASK, TO_WAIT };

/* One first call, on its way. */
struct first_call {
  struct function_ref function;
  uintptr_t caller;
  struct function_ref calling; /* the materialized function that called, if it is one */
  struct loaded_object caller_object;
  struct shared_unwinders unwinders;
  bool announced;          /* the trace knows of it */
  struct attempt *attempt; /* not null: nobody called it yet, and the trace learns nothing */
  bool may_malloc;         /* nothing that this thread was at can be half-way through malloc */
  enum need need;
  unsigned looks;                     /* how often another process's work was waited for */
  int turn;                           /* ours, to have it made; or whose work we wait for; NO_TURN: any change will do */
  uint32_t seen;                      /* of that turn, or of all */
  uint64_t load_ns;                   /* when this call had to load the engine: what that cost */
  char routine[LONGEST_ROUTINE_NAME]; /* to be found */
  void *loaded;                       /* what the loader answered */
  struct image_log *log;
  struct log_end log_seen;
  void *code;
};

_Noreturn void fail(struct function_ref function, const char *reason) {
  struct attempt *attempt = current_attempt();
  if (attempt) {
    attempt->reason = reason;
    __builtin_longjmp(attempt->state, 1);
  }
  if (function.module)
    trace_failed(function, reason);
  die(function, reason, "");
}

static void need_routine(struct first_call *call, const char *routine) {
  if (strlen(routine) >= LONGEST_ROUTINE_NAME)
    fail(call->function, "its code needs a library routine with a name too long to be one");
  strcpy(call->routine, routine);
  call->need = TO_FIND_ROUTINE;
}

/* Where there are tiers: without optimization, what is made at once is all that there can be. */
static const char *name_of_tier(const struct autojit_record *module, enum autojit_tier tier) {
  bool optimized = AUTOJIT_BODY_SPEED_LEVEL(module->flags) || AUTOJIT_BODY_SIZE_LEVEL(module->flags);
  return !optimized || !tiers_are_on() ? NULL : tier == AUTOJIT_TIER_DRAFT ? "draft" : "final";
}

static void has_code(struct first_call *call, const struct mapping *mapped, uint64_t ns, bool kept) {
  call->need = TO_JUMP;
  call->code = mapped->entry;
  if (call->load_ns)
    trace_engine(call->load_ns);
  if (call->attempt)
    return;
  trace_materialized(call->function, call->caller, &call->caller_object, ns, mapped->code_size, kept,
                     name_of_tier(call->function.module, mapped->tier));
  trace_inlined(call->function, mapped->image);
}

/* Maps an engine's answer, and keeps it for later runs. False when it cannot be used. `made_ns`: what it cost so far. */
static bool use_answer(struct first_call *call, const struct engine_answer *answer, uint64_t made_ns) {
  uint64_t start = now_ns();
  const char *missing = missing_routine(answer->image, answer->size);
  if (missing) {
    need_routine(call, missing);
    park_answer(call->function.module->id, call->function.slot, answer, made_ns);
    return true;
  }
  struct mapping mapping = {.image = answer->image, .size = answer->size, .function = call->function};
  const char *problem = map_images(&mapping, 1);
  if (problem && (!answer->doubtful || !doubt_answer(problem)))
    fail(call->function, problem);
  if (problem)
    return false;
  keep_image(call->function, answer->key, answer->image, answer->size);
  has_code(call, &mapping, made_ns + now_ns() - start, answer->kept);
  return true;
}

static void use_parked(struct first_call *call) {
  struct parked *parked = find_parked(call->function);
  if (!parked)
    return;
  bool used = use_answer(call, &parked->answer, parked->ns);
  if (!used || call->need == TO_JUMP)
    forget_parked(parked);
}

/* Under the lock: a result is being taken. */
static bool taking;

/* Done with it: the turn is free. */
static void let_go_of_result(void) {
  const unsigned turn = this_turn();
  taking = false;
  if (making.outcome != NO_ENGINE)
    release_claim();
  leave_turn(turn);
  take_result_of(0);
}

static bool is_for(const struct task *made, const struct first_call *call) {
  return call->function.module && made->function.module == call->function.module && made->function.slot == call->function.slot &&
         memcmp(made->module, call->function.module->id, AUTOJIT_ID_SIZE) == 0;
}

/* The turn is ready: takes what came of it, for this call, or for whoever wanted it and left. */
static void take_result(struct first_call *call, unsigned turn) {
  take_result_of(turn);
  bool ours = is_for(&making, call);
  bool made = making.outcome == MADE_HERE || making.outcome == MADE_BY_DAEMON;
  taking = true;
  if (making.met_daemon || making.daemon_problem)
    trace_daemon(making.daemon_ns, making.daemon_problem);
  if (ours && making.outcome == FAILED)
    fail(call->function, making.reason);
  if (ours && making.outcome == NO_ENGINE)
    call->need = TO_LOAD_ENGINE;
  if (ours && making.outcome == LOOK_AGAIN)
    ++call->looks;
  if (made && !ours)
    park_answer(making.module, making.function.slot, &making.answer, making.ns);
  if (made && ours && use_answer(call, &making.answer, making.ns) && making.outcome == MADE_BY_DAEMON && call->need == TO_JUMP)
    expect_callees(call->function, making.answer.image);
  let_go_of_result();
}

static void take_results(struct first_call *call) {
  for (unsigned turn = 0; turn < MOST_TURNS; ++turn)
    if (turn_is_ready(see_turn(turn)))
      take_result(call, turn);
}

static void ask_for(const struct first_call *call, unsigned turn) {
  makings[turn] = (struct task){.function = call->function,
                                .caller = call->calling,
                                .log = call->log,
                                .log_seen = call->log_seen,
                                .draft = drafts_are_wanted(),
                                .passing = owning_object(call->function.object) != call->function.object,
                                .may_look_again = call->looks < MOST_LOOKS};
  memcpy(makings[turn].module, call->function.module->id, AUTOJIT_ID_SIZE);
}

/* Under the lock, so no two ask for the same: takes a turn, or finds the one to wait for. */
static void find_turn(struct first_call *call) {
  call->need = TO_WAIT;
  for (unsigned turn = 0; turn < MOST_TURNS; ++turn) {
    uint32_t seen = see_turn(turn);
    if (turn_is_busy(seen) && is_for(&makings[turn], call)) {
      call->turn = (int)turn;
      call->seen = seen;
      return;
    }
  }
  call->turn = NO_TURN;
  const unsigned busy = busy_turns();
  if (busy && busy >= helpers_before() && !call->may_malloc)
    return;
  for (unsigned turn = 0; turn < turns_in_use(); ++turn)
    if (take_turn(turn)) {
      call->turn = (int)turn;
      call->need = TO_ASK;
      ask_for(call, turn);
      return;
    }
}

/* Whatever is here already: an engine's answer, or an image that this or another process kept. */
static void use_kept(struct first_call *call) {
  struct mapping mapped;
  const char *missing;
  uint64_t start = now_ns();
  if (map_kept(call->function, &mapped, &missing))
    has_code(call, &mapped, now_ns() - start, true);
  else if (missing)
    need_routine(call, missing);
}

/* Under the lock: finds out what the call needs next. */
static void *proceed(void *argument) {
  struct first_call *call = argument;
  check_choice_of_engine(call->function);
  if (!learn_unwinders(&call->unwinders, call->function.object))
    fail(call->function, "there is no memory for unwind data");
  if (!call->announced && !call->attempt)
    trace_materializing(call->function, call->caller, &call->caller_object);
  call->announced = true;
  call->need = TO_ASK;
  call->seen = see_turns();
  take_results(call);
  if (call->need == TO_ASK)
    use_parked(call);
  if (call->need == TO_ASK)
    use_kept(call);
  if (call->need == TO_ASK) {
    call->log = log_of(call->function.object);
    call->log_seen = call->log ? call->log->others.seen : (struct log_end){0};
    call->calling = find_by_address(call->caller - 1);
    find_turn(call);
  }
  return NULL;
}

/* The stack is used under the lock, so there is one. Enough for all but the engine, which has its own. */
static void proceed_on_own_stack(struct first_call *call) {
  static uint8_t *stack;
  if (!stack)
    stack = map_stack(WORK_STACK);
  if (!stack)
    fail(call->function, "there is no memory for the runtime's stack");
  run_on_stack(stack + WORK_STACK, proceed, call);
}

/* Signals are blocked; so only the loader itself can get here a second time. */
static void wait_for_loader(struct first_call *call, void *(*work)(void *), void *(*run)(void *(*)(void *), void *)) {
  if (!begin_loading())
    fail(call->function, "the dynamic loader called it (a replaced malloc?); compile its file with AUTOJIT_DISABLE=1");
  call->loaded = run(work, call);
  end_loading();
}

static void *look_for_unwinders(void *argument) {
  ((struct first_call *)argument)->unwinders = find_shared_unwinders();
  return NULL;
}

/*
 * What the dynamic loader must do for this call, before the lock is taken: another thread may hold the loader's locks and call a stub, from an
 * initializer of a library that it opens, and then wait for ours.
 */
static void ask_loader(struct first_call *call) {
  if (unwinders_may_be_new())
    wait_for_loader(call, look_for_unwinders, run_on_new_stack);
  /* The return address is behind the call, which may be the caller's last instruction. */
  if (tracing())
    call->caller_object = object_of(call->caller - 1);
}

/* What the call needs of the loader. */
static void *load(void *argument) {
  struct first_call *call = argument;
  if (call->need == TO_FIND_ROUTINE)
    return (void *)ask_loader_for_routine(call->routine);
  call->load_ns = load_engine(call->function);
  call->unwinders = find_shared_unwinders(); /* the engine may have brought one */
  return NULL;
}

static bool answered[MOST_TURNS]; /* used by whoever has the turn */

static void answer_soon(void) { answered[this_turn()] = engine_answers_soon(); }

static void let_signals_in(struct attempt *attempt, struct thread_choices *choices) {
  if (attempt)
    end_attempt();
  let_in(choices);
}

static void hold_signals_off(struct attempt *attempt, struct thread_choices *choices) {
  hold_off(choices);
  while (attempt && !begin_attempt(attempt))
    sched_yield();
}

/* With the program's signal mask, so a handler may run, which need not come back, and whose failures are its own. */
static void wait_openly(unsigned turn, uint32_t seen, struct attempt *attempt, struct thread_choices *choices) {
  let_signals_in(attempt, choices);
  wait_for_turn(turn, seen);
  hold_signals_off(attempt, choices);
}

/* Until any turn is another one than it was. */
static void wait_for_any(uint32_t seen, struct attempt *attempt, struct thread_choices *choices) {
  let_signals_in(attempt, choices);
  wait_for_turns(seen);
  hold_signals_off(attempt, choices);
}

/* With the turn. False when there is nothing to wait for: it is ready. */
static bool start_work(unsigned turn, bool may_malloc) {
  if (!may_malloc)
    wait_for_idle_helpers(turn);
  if (!work_on_this_thread(turn, answer_soon)) {
    strcpy(makings[turn].reason, "there is no memory for the engine's stack");
    makings[turn].outcome = FAILED;
    finish_turn(turn);
    return false;
  }
  if (answered[turn]) {
    finish_turn(turn);
    return false;
  }
  work_on_helper(turn, ask_engine);
  return true;
}

/*
 * Has the code made, or waits while other code is; then the call looks again. A handler that runs meanwhile may make first calls of its own, and need
 * not come back: nothing is held here, and the work goes on without us.
 */
static void ask_or_wait(struct first_call *call, struct thread_choices *choices) {
  if (call->turn == NO_TURN) {
    wait_for_any(call->seen, call->attempt, choices);
    return;
  }
  const unsigned turn = (unsigned)call->turn;
  if (call->need == TO_ASK) {
    if (!start_work(turn, call->may_malloc))
      return;
    call->seen = see_turn(turn);
  }
  if (turn_is_busy(call->seen))
    wait_openly(turn, call->seen, call->attempt, choices);
}

/* Takes what came of turns, if any is ready. */
static void take_if_ready(void) {
  struct first_call nobody = {0};
  take_lock();
  take_results(&nobody);
  const struct helpers gone = take_leaving();
  release_lock();
  wait_until_all_gone(&gone);
}

static void have_turn_of(unsigned turn, struct thread_choices *choices) {
  while (!take_turn(turn)) {
    uint32_t seen = see_turn(turn);
    if (turn_is_ready(seen))
      take_if_ready();
    else if (turn_is_busy(seen))
      wait_openly(turn, seen, NULL, choices);
  }
  take_lock(); /* whoever looks for who makes a function reads it */
  makings[turn] = (struct task){.outcome = NOTHING_MADE};
  release_lock();
}

void have_turn(struct thread_choices *choices) { have_turn_of(0, choices); }

/* One after the other: a handler that runs while one is waited for may want all, or not come back. */
void have_each_turn(void (*with)(unsigned turn), struct thread_choices *choices) {
  for (unsigned turn = 0; turn < turns_at_once(); ++turn) {
    have_turn_of(turn, choices);
    with(turn);
    take_lock(); /* nobody takes this for a result */
    finish_turn(turn);
    leave_turn(turn);
    const struct helpers gone = take_leaving();
    release_lock();
    wait_until_all_gone(&gone);
  }
}

static void work_in_turn_of(unsigned turn, void (*work)(void), struct thread_choices *choices) {
  have_turn_of(turn, choices);
  if (!work_on_helper(turn, work))
    finish_turn(turn);
  uint32_t seen = see_turn(turn);
  if (turn_is_busy(seen))
    wait_openly(turn, seen, NULL, choices);
  take_if_ready();
}

void work_in_turn(void (*work)(void), struct thread_choices *choices) { work_in_turn_of(0, work, choices); }

void work_in_each_turn(void (*work)(void), struct thread_choices *choices) {
  for (unsigned turn = 0; turn < turns_at_once(); ++turn)
    work_in_turn_of(turn, work, choices);
}

/* A handler may have interrupted malloc, and has some signal blocked; malloc that is code of ours may itself have got here. */
static bool may_call_malloc(const struct thread_choices *choices) { return malloc_is_others() && sigisemptyset(&choices->mask); }

static void *make_code(struct first_call *call, void **slot, struct thread_choices *choices) {
  call->may_malloc = may_call_malloc(choices);
  ask_loader(call);
  for (;;) {
    take_lock();
    if (call->need == TO_FIND_ROUTINE && !remember_library_routine(call->routine, (uintptr_t)call->loaded))
      fail(call->function, "there is no memory for the address of a library routine");
    void *code = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
    if (!code) {
      proceed_on_own_stack(call);
      code = call->code;
      if (code) {
        give_code(call->function, code);
        if (may_reload() && !call->attempt)
          note_made(slot, code);
      }
    }
    const struct helpers gone = take_leaving();
    release_lock();
    wait_until_all_gone(&gone);
    if (code)
      return code;
    if (call->need == TO_ASK || call->need == TO_WAIT)
      ask_or_wait(call, choices);
    else
      wait_for_loader(call, load, run_with_descriptors);
  }
}

const char *attempt_to(void (*work)(void *), void *argument) {
  struct attempt attempt = {0};
  if (!begin_attempt(&attempt))
    return "too many threads make functions ahead";
  if (__builtin_setjmp(attempt.state) == 0) {
    work(argument);
  } else if (lock_is_ours()) {
    if (taking)
      let_go_of_result();
    const struct helpers gone = take_leaving();
    release_lock();
    wait_until_all_gone(&gone);
  } else {
    end_loading();
  }
  end_attempt();
  return attempt.reason;
}

struct ahead {
  struct function_ref function;
  struct thread_choices *choices;
};

static void make_ahead(void *argument) {
  struct ahead *ahead = argument;
  struct first_call call = {.function = ahead->function, .attempt = current_attempt()};
  make_code(&call, slots_of(call.function.module) + call.function.slot, ahead->choices);
}

const char *try_to_make(struct function_ref function, struct thread_choices *choices) {
  return attempt_to(make_ahead, &(struct ahead){function, choices});
}

static void *materialize(struct autojit_object *object, void **slot, uintptr_t caller) {
  int saved_errno = errno;
  struct first_call call = {.function = find_function(object, slot), .caller = caller};
  struct thread_choices choices;
  if (!call.function.module || call.function.module->version != AUTOJIT_RECORD_VERSION)
    fail((struct function_ref){NULL, NULL, 0},
         "a stub does not belong to any module of this program: it was built by another AutoJIT version; rebuild and relink");
  if (is_own_work())
    fail(call.function, "the engine itself called it while compiling (a replaced malloc, perhaps); compile its file with AUTOJIT_DISABLE=1");
  hold_off(&choices);
  use_default_floating_point();
  void *code = may_reload() ? enter_exchanged(slot, caller) : NULL;
  if (!code)
    code = make_code(&call, slot, &choices);
  let_in(&choices);
  look_after_engine();
  errno = saved_errno;
  return code;
}

__attribute__((visibility("default"))) const struct autojit_runtime_v3 *autojit_runtime_v3(void);
const struct autojit_runtime_v3 *autojit_runtime_v3(void) {
  static const struct autojit_runtime_v3 interface = {materialize};
  return &interface;
}
