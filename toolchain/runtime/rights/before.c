#define _GNU_SOURCE
#include "daemon/client.h"
#include "floating-point.h"
#include "images/images.h"
#include "loader.h"
#include "process.h"
#include "rights/rights.h"
#include "runtime.h"
#include "stack.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

/* What is left after a call; `any` is set when it takes something away at all. */
static enum rights_left left_by_seccomp(long operation, const void *argument, bool *any) {
  *any = operation == SECCOMP_SET_MODE_STRICT || operation == SECCOMP_SET_MODE_FILTER;
  return operation == SECCOMP_SET_MODE_FILTER ? left_by_filter(argument) : NO_SYSTEM_CALLS;
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

/* A library that was unloaded took its records along. */
static bool is_loaded(const struct image_log *log) {
  struct loaded_object data = object_of((uintptr_t)log->object), records = object_of((uintptr_t)log->object->first);
  return data.path && data.base == records.base && log->object->images == log;
}

/* What only the loader has: the engine, the libraries that have routines, and which objects are there. */
static void *load_all(void *unwinders) {
  if (has_engine())
    have_engine_ready();
  for (struct image_log *log = first_log(); log; log = log->next)
    if (log->object && !is_loaded(log))
      log->object = NULL;
  ask_loader_for_routine("autojit_no_routine_has_this_name"); /* so it is looked for everywhere */
  *(struct shared_unwinders *)unwinders = find_shared_unwinders();
  return NULL;
}

static void *hold_all(void *unwinders) {
  for (struct image_log *log = first_log(); log; log = log->next)
    if (log->object) {
      learn_unwinders(unwinders, log->object);
      hold_bodies(log->object);
    }
  const char *problem;
  uint64_t connect_ns;
  if (has_engine() && have_engine_ready())
    ask_no_daemon();
  else
    connection(&problem, &connect_ns);
  return NULL;
}

/* One after another, as if each were called now; what cannot be made is left, and says so when it is called. */
static void make_all(void) {
  for (struct image_log *log = first_log(); log; log = log->next)
    for (const struct autojit_record *module = log->object ? log->object->first : NULL; module && is_record(log->object, module); ++module)
      for (uint32_t slot = 0; module->magic == AUTOJIT_RECORD_MAGIC && slot < module->slot_count; ++slot)
        if (!__atomic_load_n(slots_of(module) + slot, __ATOMIC_ACQUIRE))
          try_to_make((struct function_ref){log->object, module, slot});
}

static void prepare(enum rights_left left) {
  /* Not a thread that makes code, or waits for the loader: it cannot wait for itself. */
  if (lock_is_ours() || is_passing_child() || !begin_loading())
    return;
  struct shared_unwinders unwinders;
  run_on_new_stack(load_all, &unwinders);
  end_loading();
  take_lock((struct function_ref){NULL, NULL, 0});
  run_on_new_stack(hold_all, &unwinders);
  release_lock();
  if (left == NO_SYSTEM_CALLS)
    make_all();
  if (left != EVERYTHING) {
    take_lock((struct function_ref){NULL, NULL, 0});
    keep_nothing();
    release_lock();
  }
}

void autojit_before_rights(const struct gate *gate, const long *arguments) {
  bool any;
  int saved_errno = errno;
  enum rights_left left = left_after(gate, arguments, &any);
  if (any) {
    sigset_t all, before;
    int cancellable;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancellable);
    use_default_floating_point();
    prepare(left);
    pthread_setcancelstate(cancellable, &cancellable);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
  }
  errno = saved_errno;
}
