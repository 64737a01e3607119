/*
 * The first call of a function. One thread makes the code while the others that want any function wait; the slot goes from null to code
 * exactly once and never back, so a published pointer stays callable.
 */
#define _GNU_SOURCE
#include "images/images.h"
#include "loader.h"
#include "process.h"
#include "report.h"
#include "runtime.h"
#include "stack.h"
#include "unwind.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>

enum { LONGEST_ROUTINE_NAME = 256, WORK_STACK = 256 << 10 };

/* One first call, on its way. */
struct first_call {
  struct function_ref function;
  uintptr_t caller;
  struct loaded_object caller_object;
  struct shared_unwinders unwinders;
  bool announced;                     /* the trace knows of it */
  bool needs_engine;                  /* no earlier run kept its image, no daemon makes it, and no engine is loaded */
  uint64_t load_ns;                   /* when this call had to load the engine: what that cost */
  char routine[LONGEST_ROUTINE_NAME]; /* not empty: its address is missing */
  void *loaded;                       /* what the loader answered */
  void *code;
};

_Noreturn void fail(struct function_ref function, const char *reason) {
  if (function.module)
    trace_failed(function, reason);
  die(function, reason, "");
}

static void note_missing(struct first_call *call, const char *routine) {
  if (strlen(routine) >= LONGEST_ROUTINE_NAME)
    fail(call->function, "its code needs a library routine with a name too long to be one");
  strcpy(call->routine, routine);
}

/*
 * Asks an engine, and keeps its answer for later runs. True when that came from an earlier build: nothing was compiled. Leaves `code` null when
 * something must be loaded first.
 */
static bool compile(struct first_call *call, uint32_t *size) {
  struct engine_answer answer;
  call->needs_engine = !ask_engine(call->function, call->caller, &answer);
  if (call->needs_engine)
    return false;
  const char *missing = missing_routine(answer.image, answer.size);
  struct mapping mapping = {.image = answer.image, .size = answer.size, .function = call->function};
  const char *problem = missing ? NULL : map_images(&mapping, 1);
  if (problem && doubt_answer(problem)) {
    call->needs_engine = true;
    return false;
  }
  if (problem)
    fail(call->function, problem);
  if (missing) {
    note_missing(call, missing);
  } else {
    keep_image(call->function, answer.key, answer.image, answer.size);
    answer_is_mapped(call->function, answer.image);
  }
  release_answer();
  call->code = mapping.entry;
  *size = mapping.code_size;
  return answer.kept;
}

/* Under the lock. Leaves `code` null when something is needed that only the loader has. */
static void *make(void *argument) {
  struct first_call *call = argument;
  check_choice_of_engine(call->function);
  if (!learn_unwinders(&call->unwinders, call->function.object))
    fail(call->function, "there is no memory for unwind data");
  if (!call->announced)
    trace_materializing(call->function, call->caller, &call->caller_object);
  call->announced = true;
  uint64_t start = now_ns();
  uint32_t size;
  const char *missing;
  bool kept = map_kept(call->function, &call->code, &size, &missing);
  call->needs_engine = false;
  if (missing)
    note_missing(call, missing);
  else if (!kept)
    kept = compile(call, &size);
  if (!call->code)
    return NULL;
  if (call->load_ns)
    trace_engine(call->load_ns);
  trace_materialized(call->function, call->caller, &call->caller_object, now_ns() - start, size, kept);
  return NULL;
}

/* The stack is used under the lock, so there is one. Enough for all but the engine, which has its own. */
static void make_on_own_stack(struct first_call *call) {
  static uint8_t *stack;
  if (!stack)
    stack = map_stack(WORK_STACK);
  if (!stack)
    fail(call->function, "there is no memory for the runtime's stack");
  run_on_stack(stack + WORK_STACK, make, call);
}

/* Signals are blocked; so only the loader itself can get here a second time. */
static void wait_for_loader(struct first_call *call, void *(*work)(void *)) {
  if (!begin_loading())
    fail(call->function, "the dynamic loader called it (a replaced malloc?); compile its file with AUTOJIT_DISABLE=1");
  call->loaded = run_on_new_stack(work, call);
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
    wait_for_loader(call, look_for_unwinders);
  /* The return address is behind the call, which may be the caller's last instruction. */
  if (tracing())
    call->caller_object = object_of(call->caller - 1);
}

/* What make() found missing. */
static void *load_missing(void *argument) {
  struct first_call *call = argument;
  if (!call->needs_engine)
    return (void *)ask_loader_for_routine(call->routine);
  call->load_ns = load_engine(call->function);
  call->unwinders = find_shared_unwinders(); /* the engine may have brought one */
  return NULL;
}

/* With all signals blocked: a handler that ran on this thread now and called a stub would wait for the lock that we hold. */
static void *make_code(struct first_call *call, void **slot) {
  ask_loader(call);
  for (;;) {
    take_lock(call->function);
    if (*call->routine && !remember_library_routine(call->routine, (uintptr_t)call->loaded))
      fail(call->function, "there is no memory for the address of a library routine");
    *call->routine = 0;
    void *code = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
    if (!code) {
      make_on_own_stack(call);
      code = call->code;
      /* Release: whoever sees the pointer sees the code behind it. */
      if (code)
        __atomic_store_n(slot, code, __ATOMIC_RELEASE);
    }
    release_lock();
    if (code)
      return code;
    wait_for_loader(call, load_missing);
  }
}

/*
 * The program may round otherwise, trap, or hold MMX values in the x87 stack; the compiler computes constants. The resolver restores all of it.
 */
static void use_default_floating_point(void) {
  const uint32_t mxcsr = 0x1f80;
  __asm__ volatile("fninit\n\tldmxcsr %0" : : "m"(mxcsr));
}

static void *materialize(struct autojit_object *object, void **slot, uintptr_t caller) {
  int saved_errno = errno;
  struct first_call call = {.function = find_by_slot(object, slot), .caller = caller};
  if (!call.function.module || call.function.module->version != AUTOJIT_RECORD_VERSION)
    fail((struct function_ref){NULL, NULL, 0},
         "a stub does not belong to any module of this program: it was built by another AutoJIT version; rebuild and relink");
  if (lock_is_ours())
    fail(call.function, "the engine itself called it while compiling (a replaced malloc, perhaps); compile its file with AUTOJIT_DISABLE=1");
  /* Opening and reading files are cancellation points; a thread that ended here would take the lock along. */
  sigset_t all, before;
  int cancellable;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancellable);
  use_default_floating_point();
  void *code = make_code(&call, slot);
  pthread_setcancelstate(cancellable, &cancellable);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = saved_errno;
  return code;
}

__attribute__((visibility("default"))) const struct autojit_runtime_v3 *autojit_runtime_v3(void);
const struct autojit_runtime_v3 *autojit_runtime_v3(void) {
  static const struct autojit_runtime_v3 interface = {materialize};
  return &interface;
}
