/*
 * Finished images that cannot run yet: a library routine's address is missing, or whoever wanted them is not here to take them.
 */
#ifndef AUTOJIT_PARKED_H
#define AUTOJIT_PARKED_H

#include "runtime.h"

#pragma GCC visibility push(hidden)

/* Under the runtime's lock. */
struct parked {
  struct parked *next;
  struct engine_answer answer;     /* points into this block */
  uint8_t module[AUTOJIT_ID_SIZE]; /* by its id: the library may be closed by now, and another be in its place */
  uint32_t slot;
  uint64_t ns; /* what it cost to make */
  size_t room; /* of this block */
};

/* Copies the answer; without memory for it, it is made again. */
void park_answer(const uint8_t *module, uint32_t slot, const struct engine_answer *answer, uint64_t ns);
/* What is parked for this function, or null. */
struct parked *find_parked(struct function_ref function);
/* It is not needed any more. */
void forget_parked(struct parked *parked);

#pragma GCC visibility pop

#endif
