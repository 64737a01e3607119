/*
 * The first call of a function. One thread makes the code while the others that want any function wait; the slot goes from null to code
 * exactly once and never back, so a published pointer stays callable.
 */
#define _GNU_SOURCE
#include "report.h"
#include "runtime.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Held while an image is made and mapped. Everything the runtime keeps (slabs, engine, trace counters, unwind registration) is written under it.
 * Taken before a fork and released on both sides, so a child never inherits it from a thread that it does not have.
 */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/* The thread that holds the lock, 0: nobody. Read without it, but only ever equal to our own id when we hold it. */
static pid_t owner;

static pid_t this_thread(void) { return (pid_t)syscall(SYS_gettid); }

static void before_fork(void) { pthread_mutex_lock(&lock); }
static void after_fork_in_parent(void) { pthread_mutex_unlock(&lock); }
static void after_fork_in_child(void) {
  forget_slabs_after_fork();
  forget_trace_after_fork();
  pthread_mutex_unlock(&lock);
}

__attribute__((constructor)) static void survive_fork(void) { pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child); }

_Noreturn void fail(struct function_ref function, const char *reason) {
  if (function.module)
    trace_failed(function, reason);
  die(function, reason, "");
}

/* Under the lock. */
static void *make(const struct autojit_object *object, void **slot, uintptr_t caller) {
  struct function_ref function = find_by_slot(object, slot);
  if (!function.module || function.module->version != AUTOJIT_RECORD_VERSION)
    fail((struct function_ref){NULL, NULL, 0},
         "a stub does not belong to any module of this program: it was built by another AutoJIT version; rebuild and relink");
  trace_materializing(function, caller);
  uint64_t start = now_ns();
  struct engine_answer answer = ask_engine(function);
  void *entry;
  uint32_t size;
  const char *problem = map_image(answer.image, answer.size, function, &entry, &size);
  if (problem)
    fail(function, problem);
  release_answer();
  uint64_t spent = now_ns() - start - answer.load_ns;
  if (answer.load_ns)
    trace_engine(answer.load_ns);
  trace_materialized(function, caller, spent, size);
  return entry;
}

static void *materialize(const struct autojit_object *object, void **slot, uintptr_t caller) {
  int saved_errno = errno;
  if (__atomic_load_n(&owner, __ATOMIC_RELAXED) == this_thread())
    fail(find_by_slot(object, slot),
         "the engine itself called it while compiling (a replaced malloc, perhaps); compile its file with AUTOJIT_DISABLE=1");
  /* A handler that runs on this thread now and calls a stub would wait for the lock that we hold. */
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_mutex_lock(&lock);
  __atomic_store_n(&owner, this_thread(), __ATOMIC_RELAXED);

  void *code = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
  if (!code) {
    code = make(object, slot, caller);
    /* Release: whoever sees the pointer sees the code behind it. */
    __atomic_store_n(slot, code, __ATOMIC_RELEASE);
  }

  __atomic_store_n(&owner, 0, __ATOMIC_RELAXED);
  pthread_mutex_unlock(&lock);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = saved_errno;
  return code;
}

__attribute__((visibility("default"))) const struct autojit_runtime_v1 *autojit_runtime_v1(void);
const struct autojit_runtime_v1 *autojit_runtime_v1(void) {
  static const struct autojit_runtime_v1 interface = {materialize};
  return &interface;
}
