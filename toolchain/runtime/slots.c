/*
 * The one place where a function gets code, the first and every later one; but that a reload puts other functions behind its slot is reload/'s.
 *
 * A stub reads its slot at each call, by one load of an aligned pointer (plugin/Stubs.cpp), so a store switches all callers that go through it: a
 * thread calls the code from before or the new one, never a mix. What must hold:
 *
 * - Release, here: whoever reads the pointer (a stub's plain load, which x86 orders as acquire; an acquire load in C) finds the code behind it
 * written and relocated, its unwind data registered, its function known to dladdr, traces and debuggers.
 * - The code from before stays mapped, and known to all of those, as long as its object is open: a thread may be in it, or come back to it (a frame
 *   further up, longjmp, a signal handler). Nothing waits for such a thread, so nothing can wait for ever.
 * - Nobody keeps the code's address where he should ask the slot: materialized code is bound to other code directly only where that stays
 *   (shortcuts.c), and what programs see as a function's address is its stub's.
 *
 * Under the runtime's lock, so that of two that give a function code the later one's stays.
 */
#include "reload/reload.h"
#include "runtime.h"

static void lead(struct function_ref function, void *code) {
  void **slot = slots_of(function.module) + function.slot;
  __atomic_store_n(slot, code, __ATOMIC_RELEASE);
  if (may_reload())
    lead_cell(function.object, slot, code);
}

void give_code(struct function_ref function, void *code) { lead(function, code); }

void take_code_away(struct function_ref function) { lead(function, NULL); }
