/*
 * Making functions that nobody has called: one that cannot be made is passed over, where a program that called it would end.
 */
#ifndef AUTOJIT_ATTEMPT_H
#define AUTOJIT_ATTEMPT_H

#include "process.h"

#pragma GCC visibility push(hidden)

struct attempt {
  const char *reason; /* why it was left; null: it was not */
  void *state[5];     /* __builtin_setjmp's */
};

/*
 * This thread's failures end `attempt` from now on. Only while its signals are blocked: a handler has calls of its own. False when too many threads
 * are at it.
 */
bool begin_attempt(struct attempt *attempt);
/* This thread's, or null. */
struct attempt *current_attempt(void);
void end_attempt(void);

#pragma GCC visibility pop

#endif
