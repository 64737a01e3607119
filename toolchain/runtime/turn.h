/*
 * Who uses the engine, or the connection to a daemon. That takes long, so it is no lock: whoever waits for it has the program's own signal mask and
 * may be interrupted, or leave for good (longjmp, an exception, pthread_exit out of a handler); the work goes on, and its result waits for whoever
 * comes next.
 *
 * free -> busy: a caller takes the turn, outside the lock. busy -> ready: its work is done, by a helper thread or by the caller itself.
 * ready -> free: somebody, under the runtime's lock, has taken the result.
 */
#ifndef AUTOJIT_TURN_H
#define AUTOJIT_TURN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

/* The turn as it is now. Acquire: when it is ready, its result can be read. */
uint32_t see_turn(void);
bool turn_is_ready(uint32_t seen);
bool turn_is_busy(uint32_t seen);

/* False when it is not free. */
bool take_turn(void);
/*
 * Works on the engine's stack, of which there is one: whoever has the turn uses it. On this thread with all signals blocked, or on a thread that
 * lives as long as the work, and blocks all signals, so that the program's reach its own threads. Where no thread can be had (RLIMIT_NPROC, seccomp,
 * a child of vfork), the work is done by this one. False when there is no memory for the stack.
 */
bool work_on_this_thread(void (*work)(void));
bool work_on_helper(void (*work)(void));
/* Whether this process can have threads of ours. */
bool may_have_helpers(void);
/* A thread of ours, detached, with all signals blocked if they are; it has a small stack, of this size or more. Takes 64 kB of this one. */
bool start_thread(void *(*run)(void *), size_t size);
/* From now on there are no helpers: a filter would forbid them, or kill. */
void have_no_helpers(void);
/* busy -> ready. */
void finish_turn(void);
/* Waits while it is as it was seen, or until a signal's handler has run. With the program's signal mask. */
void wait_for_turn(uint32_t seen);
/* Under the runtime's lock: ready -> free. Returns the helper, which is about to end; 0: none. */
int leave_turn(void);
/* A process that had one thread has one again when its own code goes on: unshare() and setns() want that. */
void wait_until_gone(int helper);

#pragma GCC visibility pop

#endif
