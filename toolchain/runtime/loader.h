/*
 * What the runtime wants of the dynamic loader. dynamic/ asks it; static/ answers for programs that have none.
 *
 * Nothing here is called under the runtime's lock: the loader has locks of its own, and a thread that holds those may call a stub (an initializer of
 * a library that is being opened).
 */
#ifndef AUTOJIT_LOADER_H
#define AUTOJIT_LOADER_H

#include "autojit/engine.h"
#include "runtime.h"
#include "unwinder.h"

#include <limits.h>

#pragma GCC visibility push(hidden)

/* The path (PATH_MAX bytes) of a file that lies beside the toolchain's libraries; false when that cannot be known. */
bool path_beside_us(const char *name, char *path);

/* The engine in this process, or dies on behalf of `function`. `anew`: not the one that is there, which cannot be used any more. */
const struct autojit_engine_v7 *open_engine(struct function_ref function, bool anew);
/* The same, or null when there is none to be had. */
const struct autojit_engine_v7 *find_engine(bool anew);
/* Whether this process can have one. */
bool has_engine(void);

/* Address of a library routine; 0 when the program has none. */
uintptr_t ask_loader_for_routine(const char *name);

/*
 * Whether the C library that we are linked with is the program's. In a namespace of its own (dlmopen, LD_AUDIT) it is another, and the threads that
 * it would make are none to the loader.
 */
bool is_beside_program(void);

/* What the address belongs to; path null: not known. */
struct loaded_object object_of(uintptr_t address);

/* Whether the object, whose unwinders were learned, is still the one that is there. */
bool is_open(const struct autojit_object *object);
/* Does the work if it is, while nobody can close it; the work may take the runtime's lock. Returns whether it was done. */
bool while_open(const struct autojit_object *object, void (*work)(void *), void *argument);

/* True when a library was opened since the shared unwinders were learned. */
bool unwinders_may_be_new(void);
struct shared_unwinders find_shared_unwinders(void);
/* They were learned as of then (unwinder.h). May be called under the lock. */
void unwinders_are_known(unsigned long long looked_at);

#pragma GCC visibility pop

#endif
