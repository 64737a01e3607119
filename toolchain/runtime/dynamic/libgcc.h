/*
 * libgcc_s looks up unwind data by a call of its own export _Unwind_Find_FDE, which it makes through a slot, as of any function that a program may
 * define instead. have_libgcc_ask_us has that slot lead to us.
 */
#ifndef AUTOJIT_LIBGCC_H
#define AUTOJIT_LIBGCC_H

#include <stdbool.h>

/* False: it has no such slot, or it cannot be written. May be called again, by several threads at once, without the runtime's lock. */
bool have_libgcc_ask_us(void *library);

/* Whether the slot leads to the library again: the loader does that once, for a thread whose first throw met our first call. */
bool libgcc_was_bound_again(void);

#endif
