/*
 * How unwinders learn of materialized code. Each has its own way, and its own cost for many pieces of code.
 */
#ifndef AUTOJIT_UNWIND_H
#define AUTOJIT_UNWIND_H

#include "unwinder.h"

#include <stdbool.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

/* --- unwind.c --- */

/* Makes known what was found, and what the object's records name. Under the runtime's lock, like all that follows. False when there is no memory. */
bool learn_unwinders(const struct shared_unwinders *found, struct autojit_object *object);
/* Tells all unwinders of the unwind data of new code in a slab, in the order of its addresses; false when there is no memory. */
bool register_unwind_data(const void *slab, const uint8_t *const *eh_frames, uint32_t count);

/* Has all unwinders forget what is in the slab, which is to be given back; false when one of them cannot. */
bool forget_unwind_data(const void *slab);

/* --- unwind-sections.c: all unwind data that there is --- */

bool asks_us(const struct unwinder *unwinder);
/* False when there is no memory. */
bool add_sections(const void *slab, const uint8_t *const *eh_frames, uint32_t sections, const struct unwinder *unwinders, unsigned count);
void forget_sections(const void *slab, const struct unwinder *unwinders, unsigned count);
/* Tells an unwinder that has just been met of all unwind data so far; false when there is no memory. */
bool tell_all_sections(const struct unwinder *unwinder);

struct unwind_data {
  const uint8_t *frame; /* the frame's record in its .eh_frame section */
  uintptr_t start;      /* of the code that it describes */
};

/* What describes the code at an address. For anybody at any time: takes no lock and calls nothing. */
bool find_unwind_data(uintptr_t address, struct unwind_data *found);

#pragma GCC visibility pop

#endif
