#define _GNU_SOURCE
#include "autojit/engine.h"
#include "at-load.h"
#include "daemon/client.h"
#include "descriptors.h"
#include "images/images.h"
#include "loader.h"
#include "lock.h"
#include "making.h"
#include "rights/rights.h"
#include "store.h"
#include "tiers/tiers.h"
#include "turn.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

struct task makings[MOST_TURNS];

/* Whoever loads it finds the same. */
static const struct autojit_engine_v7 *engine;
static struct autojit_engine_response responses[MOST_TURNS];
/* The child of a fork sees how many threads of its parent were in the engine: it is half through their work, and nobody will go on with that. */
static unsigned in_engine;
static bool engine_is_spoiled;
/* A daemon's answer made no sense. Set by whoever found out, minded at the next question. */
static bool daemon_is_doubted;
/* Daemons are for other processes now: this one gives up rights. Relaxed: whoever asks one meanwhile is waited for. */
static bool only_here;

/* auto: a daemon that runs already, which is faster; none is started for it, unless the process can have no engine. Programs with another user's
 * rights ask nobody else. */
static enum { AUTO, IN_PROCESS, DAEMON, UNKNOWN } choice;

static void ask_environment(void) {
  static const char *const names[] = {[AUTO] = "auto", [IN_PROCESS] = "inprocess", [DAEMON] = "daemon"};
  const char *name = secure_getenv("AUTOJIT_ENGINE");
  choice = name && *name ? UNKNOWN : AUTO;
  for (unsigned i = 0; choice == UNKNOWN && i < sizeof names / sizeof *names; ++i)
    if (strcmp(name, names[i]) == 0)
      choice = i;
  if (getauxval(AT_SECURE))
    choice = IN_PROCESS;
  if (choice == AUTO || choice == DAEMON)
    use_daemon(choice == DAEMON || !has_engine());
}
AT_LOAD(ask_environment);

bool may_ask_daemon(void) { return (choice == AUTO || choice == DAEMON) && !__atomic_load_n(&only_here, __ATOMIC_RELAXED); }
bool may_start_daemon(void) { return choice == DAEMON && may_ask_daemon(); }

/* Whoever asks for an engine that does not exist is told, not given another one. */
void check_choice_of_engine(struct function_ref function) {
  if (choice == UNKNOWN)
    fail(function, "AUTOJIT_ENGINE names an engine that this version does not have; set it to auto, inprocess or daemon, or unset it");
}

/* Atomic: a thread that loads it as well stores the same again, without having the turn. */
const struct autojit_engine_v7 *loaded_engine(void) { return __atomic_load_n(&engine, __ATOMIC_ACQUIRE); }

bool is_engine_loaded(void) { return loaded_engine(); }

void load_engine_once(struct function_ref function) {
  if (!loaded_engine())
    load_engine(function);
}

void have_engine_ready(void) {
  if (!loaded_engine())
    __atomic_store_n(&engine, find_engine(__atomic_load_n(&engine_is_spoiled, __ATOMIC_RELAXED)), __ATOMIC_RELEASE);
}

void ask_no_daemon(void) {
  __atomic_store_n(&only_here, true, __ATOMIC_RELAXED);
  look_for_no_daemon();
}

uint64_t load_engine(struct function_ref function) {
  uint64_t start = now_ns();
  __atomic_store_n(&engine, open_engine(function, __atomic_load_n(&engine_is_spoiled, __ATOMIC_RELAXED)), __ATOMIC_RELEASE);
  return now_ns() - start;
}

void enter_engine(void) { __atomic_fetch_add(&in_engine, 1, __ATOMIC_RELAXED); }
void leave_engine(void) { __atomic_fetch_sub(&in_engine, 1, __ATOMIC_RELAXED); }

/* Relaxed: who sees a use late looks again. */
static unsigned uses, uses_at_rest;
void count_engine_use(void) { __atomic_fetch_add(&uses, 1, __ATOMIC_RELAXED); }
unsigned engine_uses(void) { return __atomic_load_n(&uses, __ATOMIC_RELAXED); }
bool engine_may_rest(void) { return __atomic_load_n(&uses_at_rest, __ATOMIC_RELAXED) != engine_uses(); }
void begin_rest(unsigned seen) { __atomic_store_n(&uses_at_rest, seen, __ATOMIC_RELAXED); }

void let_engine_rest(unsigned seat) {
  if (!loaded_engine())
    return;
  enter_engine(); /* a child that is forked meanwhile has half of it */
  loaded_engine()->rest(seat);
  leave_engine();
}

/* What is found lives until the turn's next question, with or without the lock. */
static const void *find_kept_image(void *images, const uint8_t *key, size_t *size) {
  take_lock();
  const void *found = find_by_key(images, key, size);
  release_lock();
  return found;
}

/* What the trace is told of a daemon that could not be had: in auto, only of one that was there. */
static const char *worth_telling(const char *problem) {
  /* Atomic: several may ask at once, and one of them tells. */
  static bool told, met;
  if (!problem) {
    __atomic_store_n(&met, true, __ATOMIC_RELAXED);
    return NULL;
  }
  if (choice == AUTO && !__atomic_load_n(&met, __ATOMIC_RELAXED))
    return NULL;
  return __atomic_exchange_n(&told, true, __ATOMIC_RELAXED) ? NULL : problem;
}

static bool daemon_is_wanted(void) {
  if (__atomic_exchange_n(&daemon_is_doubted, false, __ATOMIC_RELAXED))
    give_daemon_up();
  return may_ask_daemon();
}

static uint32_t wanted_tier(void) { return making.draft ? AUTOJIT_MATERIALIZE_DRAFT : 0; }

void refuse(const char *reason) {
  making.outcome = FAILED;
  strncpy(making.reason, reason, sizeof making.reason - 1);
}

/* False when the engine in the process is to be asked. */
static bool ask_daemon_if_wanted(void) {
  if (!daemon_is_wanted())
    return false;
  const char *problem;
  bool made = ask_daemon(making.function, making.caller, wanted_tier(), &making.answer, &problem, &making.daemon_ns);
  if (refused_by_daemon()) {
    refuse(refused_by_daemon());
    return true;
  }
  if (!made && this_turn() >= turns_in_use()) { /* it has no connection, where the first one has */
    making.outcome = LOOK_AGAIN;
    return true;
  }
  making.daemon_problem = worth_telling(problem);
  making.met_daemon = made && making.daemon_ns != 0;
  making.outcome = MADE_BY_DAEMON;
  return made;
}

/* A seat of the engine for each turn; the second one is not a turn's. */
static unsigned seat_of(unsigned turn) { return turn ? turn + 1 : 0; }

void let_seat_of_turn_rest(void) { let_engine_rest(seat_of(this_turn())); }

/*
 * A body is borrowed where descriptors are used up, by one at a time until the engine has read it. Acquire and release: the next one finds what the
 * last one left. Signals are blocked: whoever has it is another thread, at work.
 */
static bool lending;

static const struct held_body *borrow(const struct autojit_record *module) {
  while (__atomic_exchange_n(&lending, true, __ATOMIC_ACQUIRE))
    sched_yield();
  return run_with_descriptors(borrow_body, (void *)(uintptr_t)module);
}

static void give_back(void) { __atomic_store_n(&lending, false, __ATOMIC_RELEASE); }

/* Where the engine finds the body; false when it cannot. */
struct body {
  char store[PATH_MAX], path[PATH_MAX];
  const struct held_body *held;
  bool borrowed;
};

static bool find_body(struct body *body, bool read) {
  const char *problem;
  const struct autojit_record *module = making.function.module;
  body->held = read ? NULL : held_body(module, making.module);
  body->borrowed = !read && !body->held && !has_descriptors();
  if (body->borrowed)
    body->held = borrow(module);
  if (read || body->held || locate_store(module, body->store, body->path, &problem))
    return true;
  refuse(problem);
  return false;
}

static void ask_seat(const struct autojit_engine_v7 *loaded, unsigned seat, bool read, const struct body *body,
                     struct autojit_engine_response *response) {
  struct autojit_engine_request request = {.seat = seat,
                                           .body_path = read || body->held ? NULL : body->path,
                                           .body = body->held ? body->held->bytes : NULL,
                                           .body_size = body->held ? body->held->size : 0,
                                           .module = making.module,
                                           .slot = making.function.slot,
                                           .others = making.others,
                                           .other_count = making.other_count,
                                           .debug = debugger_wants_objects(),
                                           .draft = making.draft,
                                           .finals_kept = making.log && making.log->has_finals,
                                           .reloads = is_reloadable(),
                                           .passing = making.passing,
                                           .find = find_kept_image,
                                           .images = making.log && keeps_images(making.log) ? making.log : NULL};
  if (loaded->materialize(&request, response) != 0) {
    refuse(response->error);
    return;
  }
  making.answer = (struct engine_answer){.image = response->image, .size = response->size, .key = response->key, .kept = response->kept};
  making.outcome = MADE_HERE;
}

/* The engine in this process. */
static void ask_loaded_engine(const struct autojit_engine_v7 *loaded) {
  struct body body;
  const unsigned turn = this_turn(), seat = seat_of(turn);
  const bool read = loaded->has_module(seat, making.module);
  if (find_body(&body, read))
    ask_seat(loaded, seat, read, &body, &responses[turn]);
  if (body.borrowed)
    give_back();
}

void ask_engine_here(void) {
  making.outcome = NO_ENGINE;
  if (!loaded_engine())
    return;
  enter_engine();
  count_engine_use();
  ask_loaded_engine(loaded_engine());
  leave_engine();
}

void release_answer(void) { loaded_engine()->release(seat_of(this_turn()), &responses[this_turn()]); }

void ask_engine(void) {
  uint64_t start = now_ns();
  if (ask_daemon_if_wanted()) {
  } else if (making.may_look_again && !claim_image(making.log, making.function, making.log_seen)) {
    making.outcome = LOOK_AGAIN;
  } else {
    ask_engine_here();
  }
  making.ns = now_ns() - start;
}

bool engine_answers_soon(void) {
  uint64_t start = now_ns();
  /* There may be a claim to wait for where there is no daemon, but then the engine is not needed yet. */
  bool answered =
      daemon_is_wanted() && daemon_is_connected() && daemon_answers_soon(making.function, making.caller, wanted_tier()) && ask_daemon_if_wanted();
  making.ns = now_ns() - start;
  return answered;
}

void forget_engine_after_fork(void) {
  give_back();               /* whoever borrowed is not here */
  begin_rest(engine_uses()); /* what is there is its parent's */
  if (!__atomic_exchange_n(&in_engine, 0, __ATOMIC_RELAXED))
    return;
  __atomic_store_n(&engine, NULL, __ATOMIC_RELAXED);
  __atomic_store_n(&engine_is_spoiled, true, __ATOMIC_RELAXED);
}

bool doubt_answer(const char *problem) {
  if (!has_engine())
    return false;
  trace_daemon(0, problem);
  __atomic_store_n(&daemon_is_doubted, true, __ATOMIC_RELAXED);
  return true;
}
