#define _GNU_SOURCE
#include "choices.h"
#include "daemon/client.h"
#include "floating-point.h"
#include "images/images.h"
#include "loader.h"
#include "lock.h"
#include "making.h"
#include "objects.h"
#include "rights/rights.h"
#include "runtime.h"
#include "stack.h"
#include "tiers/tiers.h"
#include "turn.h"
#include "unwind.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

/* What is left after a call; `any` is set when it takes something away at all. */
static enum rights_left left_by_seccomp(long operation, const void *argument, bool *any) {
  *any = operation == SECCOMP_SET_MODE_STRICT || operation == SECCOMP_SET_MODE_FILTER;
  if (operation != SECCOMP_SET_MODE_FILTER)
    return NO_SYSTEM_CALLS;
  if (!filter_allows_threads(argument))
    have_no_helpers();
  return left_by_filter(argument);
}

static enum rights_left left_by_prctl(long option, long value, long argument, bool *any) {
  *any = option == PR_CAPBSET_DROP || option == PR_SET_SECUREBITS;
  if (option != PR_SET_SECCOMP)
    return EVERYTHING;
  return left_by_seccomp(value == SECCOMP_MODE_FILTER ? SECCOMP_SET_MODE_FILTER : SECCOMP_SET_MODE_STRICT, (const void *)argument, any);
}

static enum rights_left left_by_call(long number, const long *arguments, bool *any) {
  *any = true;
  switch (number) {
  case SYS_seccomp:
    return left_by_seccomp(arguments[0], (const void *)arguments[2], any);
  case SYS_prctl:
    return left_by_prctl(arguments[0], arguments[1], arguments[2], any);
  case SYS_chroot:
  case SYS_pivot_root:
  case SYS_mount:
  case SYS_umount2:
  case SYS_unshare:
  case SYS_setns:
    return NO_FILES;
  case SYS_setuid:
  case SYS_setgid:
  case SYS_setreuid:
  case SYS_setregid:
  case SYS_setresuid:
  case SYS_setresgid:
  case SYS_setgroups:
  case SYS_setfsuid:
  case SYS_capset:
  case 444: /* landlock_create_ruleset: its last step comes soon */
  case 446: /* landlock_restrict_self */
    return EVERYTHING;
  case SYS_setrlimit:
    *any = arguments[0] == RLIMIT_NOFILE;
    return EVERYTHING;
  case SYS_prlimit64:
    *any = arguments[1] == RLIMIT_NOFILE && arguments[2];
    return EVERYTHING;
  default:
    *any = false;
    return EVERYTHING;
  }
}

static enum rights_left left_after(const struct gate *gate, const long *arguments, bool *any) {
  *any = true;
  switch ((enum rights_question)gate->question) {
  case ROOT:
    return NO_FILES;
  case LIMIT:
    *any = arguments[0] == RLIMIT_NOFILE;
    return EVERYTHING;
  case LIMIT_OF:
    *any = arguments[1] == RLIMIT_NOFILE && arguments[2];
    return EVERYTHING;
  case PRCTL:
    return left_by_prctl(arguments[0], arguments[1], arguments[2], any);
  case FILTER: /* libseccomp's own, which is not to be seen */
    return NO_SYSTEM_CALLS;
  case SYSCALL:
    return left_by_call(arguments[0], arguments + 1, any);
  case ANY:
    break;
  }
  return EVERYTHING;
}

/* A step in going over all modules of all objects; the lock is given back in between. */
struct place {
  struct image_log *log;
  struct autojit_object *object;
  const struct autojit_record *module;
  uint32_t slot;
};

static bool has_next(const struct place *at) {
  return at->log && at->log->object == at->object && at->module >= at->object->first && at->module < at->object->end &&
         is_record(at->object, at->module + 1);
}

/* Under the lock: the next module. The rest of an object that was closed meanwhile is left. */
static bool go_on(struct place *at) {
  if (has_next(at)) {
    ++at->module;
    at->slot = 0;
    return true;
  }
  struct image_log *log = at->log ? at->log->older : first_log();
  while (log && !(log->object && is_record(log->object, log->object->first)))
    log = log->older;
  *at = log ? (struct place){log, log->object, log->object->first, 0} : (struct place){0};
  return log;
}

static bool lacks_code(const struct place *at, uint32_t slot, bool drafts_lack) {
  void **place = slots_of(at->module) + slot;
  if (__atomic_load_n(place, __ATOMIC_ACQUIRE))
    return drafts_lack && draft_of(place);
  return find_kept(at->log, (struct function_ref){at->object, at->module, slot}) >= at->log->count;
}

/* Whether an engine is needed for functions of this module. */
static bool is_lacking(const struct place *at, bool drafts_lack) {
  uint32_t slot = 0;
  while (at->module->magic == AUTOJIT_RECORD_MAGIC && slot < at->module->slot_count && !lacks_code(at, slot, drafts_lack))
    ++slot;
  return at->module->magic == AUTOJIT_RECORD_MAGIC && slot < at->module->slot_count;
}

struct preparation {
  bool drafts_lack; /* a draft needs a final */
  bool lacking;     /* some function has neither code nor an image */
  struct shared_unwinders unwinders;
};

static void *look_for_closed(void *unused) {
  look_for_closed_objects();
  return unused;
}

enum { AT_ONCE = 64 };

/* Bodies of so many modules are opened and mapped in a fraction of a millisecond; then others get the lock. */
static void *hold_all(void *argument) {
  struct preparation *preparation = argument;
  struct place at = {0};
  take_lock();
  give_back_closed_objects();
  for (int i = 1; go_on(&at); ++i) {
    if (is_lacking(&at, preparation->drafts_lack)) {
      preparation->lacking = true;
      hold_body(at.module);
    }
    if (i % AT_ONCE == 0) {
      release_lock();
      take_lock();
    }
  }
  release_lock();
  return NULL;
}

/*
 * What only the loader has: the libraries that have routines, and the engine, if anything is to be made. A program whose code is all there gets none:
 * it may want to lock its memory next, of which it may have little.
 */
static void *load_all(void *argument) {
  struct preparation *preparation = argument;
  if (preparation->lacking && has_engine())
    have_engine_ready();
  ask_loader_for_routine("autojit_no_routine_has_this_name"); /* so it is looked for everywhere */
  preparation->unwinders = find_shared_unwinders();
  return NULL;
}

static void learn_all(const struct shared_unwinders *unwinders) {
  take_lock();
  for (struct image_log *log = first_log(); log; log = log->older)
    if (log->object && is_record(log->object, log->object->first))
      learn_unwinders(unwinders, log->object);
  release_lock();
}

/* The next function that has no code; a null module: none is left. */
static struct function_ref next_unmade(struct place *at) {
  struct function_ref found = {NULL, NULL, 0};
  take_lock();
  bool more = at->log || go_on(at);
  while (more && !found.module) {
    if (at->log->object != at->object || at->module->magic != AUTOJIT_RECORD_MAGIC || at->slot >= at->module->slot_count)
      more = go_on(at);
    else if (!__atomic_load_n(slots_of(at->module) + at->slot++, __ATOMIC_ACQUIRE))
      found = (struct function_ref){at->object, at->module, at->slot - 1};
  }
  release_lock();
  return found;
}

/* One after another, as if each were called now; what cannot be made is left, and says so when it is called. */
static void make_all(struct thread_choices *choices) {
  struct place at = {0};
  for (struct function_ref next = next_unmade(&at); next.module; next = next_unmade(&at))
    try_to_make(next, choices);
}

static void connect_to_daemon(void) {
  const char *problem;
  making.met_daemon = connection(&problem, &making.daemon_ns) >= 0 && making.daemon_ns;
}

static void go_on_with(unsigned turn) { (void)turn; }

/* Work that is under way may want files, or the connection of its turn: it is waited for. */
static void leave(bool daemon, bool logs, struct thread_choices *choices) {
  if (daemon)
    ask_no_daemon();
  have_each_turn(daemon ? disconnect_turn : go_on_with, choices);
  take_lock();
  hold_logs();
  if (logs)
    keep_nothing();
  release_lock();
}

static void prepare(enum rights_left left, struct thread_choices *choices) {
  /* Not a thread that makes code, or waits for the loader: it cannot wait for itself. */
  if (is_own_work() || is_passing_child() || !begin_loading())
    return;
  struct preparation preparation = {.drafts_lack = left == NO_FILES}; /* otherwise the files can be had later */
  run_on_new_stack(look_for_closed, NULL);
  run_on_new_stack(hold_all, &preparation);
  run_on_new_stack(load_all, &preparation);
  end_loading();
  learn_all(&preparation.unwinders);
  if (is_engine_loaded())
    leave(true, false, choices);
  else if (preparation.lacking)
    work_in_each_turn(connect_to_daemon, choices);
  if (left == NO_SYSTEM_CALLS) {
    stop_tiers();
    make_all(choices);
  }
  if (left != EVERYTHING) { /* unshare() wants a process of one thread, and a filter may be for all threads */
    start_behind_for_drafts_only();
    end_behind();
  }
  leave(false, left != EVERYTHING, choices);
}

void autojit_before_rights(const struct gate *gate, const long *arguments) {
  bool any;
  int saved_errno = errno;
  enum rights_left left = left_after(gate, arguments, &any);
  if (any) {
    struct thread_choices choices;
    hold_off(&choices);
    use_default_floating_point();
    prepare(left, &choices);
    let_in(&choices);
  }
  errno = saved_errno;
}
