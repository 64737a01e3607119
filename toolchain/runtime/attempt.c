#include "attempt.h"

/*
 * Entries are taken and given back by their own thread, and others only compare the number with their own: nothing is to be ordered. The page that
 * they are on is empty in a child, whose thread may get the number of one of its parent's.
 */
bool begin_attempt(struct attempt *attempt) {
  pid_t self = this_thread();
  for (unsigned i = 0; i < MOST_ATTEMPTING; ++i) {
    pid_t nobody = 0;
    if (!__atomic_compare_exchange_n(&life->attempts[i].thread, &nobody, self, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
      continue;
    __atomic_store_n(&life->attempts[i].attempt, attempt, __ATOMIC_RELAXED);
    return true;
  }
  return false;
}

static unsigned place_of(pid_t thread) {
  unsigned i = 0;
  while (i < MOST_ATTEMPTING && __atomic_load_n(&life->attempts[i].thread, __ATOMIC_RELAXED) != thread)
    ++i;
  return i;
}

struct attempt *current_attempt(void) {
  unsigned i = place_of(this_thread());
  return i < MOST_ATTEMPTING ? __atomic_load_n(&life->attempts[i].attempt, __ATOMIC_RELAXED) : NULL;
}

void end_attempt(void) {
  unsigned i = place_of(this_thread());
  if (i < MOST_ATTEMPTING)
    __atomic_store_n(&life->attempts[i].thread, 0, __ATOMIC_RELAXED);
}
