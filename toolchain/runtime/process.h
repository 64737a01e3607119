/*
 * One thread at a time makes code, and a process that was cloned starts its own.
 */
#ifndef AUTOJIT_PROCESS_H
#define AUTOJIT_PROCESS_H

#include "runtime.h"

#pragma GCC visibility push(hidden)

/*
 * Notes that this thread waits for the dynamic loader; false when it does so already: what the loader calls must not wait for the loader. At most 64
 * threads are noted.
 */
bool begin_loading(void);
void end_loading(void);

/* True when this thread holds the lock: the engine itself got here. */
bool lock_is_ours(void);
/*
 * Takes the runtime's lock on behalf of `function`. Everything that the runtime keeps (slabs, engine, trace counters, unwind registration) is
 * written under it. In the child of a fork, first makes those the child's own; dies where that is impossible.
 */
void take_lock(struct function_ref function);
void release_lock(void);

#pragma GCC visibility pop

#endif
