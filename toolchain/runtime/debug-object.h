#ifndef AUTOJIT_DEBUG_OBJECT_H
#define AUTOJIT_DEBUG_OBJECT_H

#include "runtime.h"

#pragma GCC visibility push(hidden)

/* debug-object.c: code that was just put into this space; null on success, else why not. */
const char *describe_code(const struct mapping *mappings, uint32_t count, struct code_space space);

/* The slab is given back. */
void forget_description(const void *slab);

/* debugger.c: puts an object into the list that debuggers read, and stops for one that listens; false when there is no memory. */
bool tell_debugger(const void *object, const void *end, bool stop);
/* Takes it out of the list. */
void untell_debugger(const void *object);

#pragma GCC visibility pop

#endif
