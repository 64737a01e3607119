/*
 * The first call of the first stub of a static program: nothing is opened, but what a library does when it is loaded is done now.
 */
#include "report.h"
#include "resident.h"
#include "stack.h"
#include "static.h"

#include "autojit/runtime.h"

/* What AT_LOAD lists (at-load.h); both ends are provided by the linker. */
extern void (*const __start_autojit_at_load[])(void) __attribute__((visibility("hidden")));
extern void (*const __stop_autojit_at_load[])(void) __attribute__((visibility("hidden")));

const struct autojit_runtime_v3 *autojit_runtime_v3(void);

static void *begin_and_materialize(void **slot, uintptr_t caller);

void *(*volatile autojit_materialize)(void **slot, uintptr_t caller) = begin_and_materialize;

static void *materialize(void **slot, uintptr_t caller) { return autojit_runtime_v3()->materialize(&autojit_this_object, slot, caller); }

/* On a stack of its own: paths need more than a small thread has. */
static void *begin(void *slot) {
  autojit_find_records();
  autojit_find_toolchain(slot, autojit_toolchain);
  for (void (*const *function)(void) = __start_autojit_at_load; function < __stop_autojit_at_load; ++function)
    (*function)();
  return NULL;
}

static void *begin_and_materialize(void **slot, uintptr_t caller) {
  /* The thread that begins; the others wait. Relaxed: only ever compared with our own id. */
  static long beginner;
  long nobody = 0, thread = system_call(SYS_gettid, 0, 0, 0, 0);
  unsigned long before = system_block_signals();
  if (__atomic_compare_exchange_n(&beginner, &nobody, thread, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
    run_on_new_stack(begin, slot);
    /* Release: whoever calls this sees what begin() wrote. */
    __atomic_store_n(&autojit_materialize, materialize, __ATOMIC_RELEASE);
  } else if (nobody == thread) {
    die(find_by_slot(&autojit_this_object, slot), "the runtime itself called it (a replaced open or mmap?); compile its file with AUTOJIT_DISABLE=1",
        "");
  }
  while (__atomic_load_n(&autojit_materialize, __ATOMIC_ACQUIRE) == begin_and_materialize)
    system_call(SYS_sched_yield, 0, 0, 0, 0);
  system_restore_signals(before);
  return materialize(slot, caller);
}
