/*
 * What keeps the threads of a process apart, and a process from its children.
 */
#ifndef AUTOJIT_LOCK_H
#define AUTOJIT_LOCK_H

#include "process.h"

#pragma GCC visibility push(hidden)

/*
 * Notes that this thread waits for the dynamic loader; false when it does so already: what the loader calls must not wait for the loader. At most 64
 * threads are noted.
 */
bool begin_loading(void);
void end_loading(void);

/* A child that shares its parent's memory (vfork) and goes to another program soon. */
bool is_passing_child(void);
/* A child that was made without fork's handlers: locks of the C library and of the loader may be held by threads that are not here. */
bool is_unseen_child(void);
/* True when the runtime's or the engine's own work, on this thread, got here. */
bool is_own_work(void);
/*
 * The runtime's lock: everything that the runtime keeps (slabs, logs, trace counters, unwind registration) is written under it, with all signals
 * blocked, and nothing that takes long is done. In the child of a fork, what is its parent's is let go first.
 */
void take_lock(void);
void release_lock(void);

#pragma GCC visibility pop

#endif
