/*
 * Who uses the engine, or a connection to a daemon. That takes long, so it is no lock: whoever waits for it has the program's own signal mask and
 * may be interrupted, or leave for good (longjmp, an exception, pthread_exit out of a handler); the work goes on, and its result waits for whoever
 * comes next.
 *
 * There are as many turns as work can be done at once, each for one piece of work, with a stack, a seat of the engine and a connection of its own.
 *
 * free -> busy: a caller takes the turn. busy -> ready: its work is done, by a helper thread or by the caller itself.
 * ready -> free: somebody, under the runtime's lock, has taken the result.
 */
#ifndef AUTOJIT_TURN_H
#define AUTOJIT_TURN_H

#include "process.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

/* How many may be busy at once: as many as the process has processors, MOST_TURNS at most. What is no function's work is done in the first. */
unsigned turns_at_once(void);
/* Those that first calls take: all, or, from when the second is called, only the first. */
unsigned turns_in_use(void);
void use_first_turn_only(void);

/* A turn as it is now. Acquire: when it is ready, its result can be read. */
uint32_t see_turn(unsigned turn);
bool turn_is_ready(uint32_t seen);
bool turn_is_busy(uint32_t seen);
unsigned busy_turns(void);

/* False when it is not free. */
bool take_turn(unsigned turn);
/* The one that this thread works in: it is on the turn's stack, or holds the runtime's lock and takes the result. Else the first. */
unsigned this_turn(void);
/* Under the runtime's lock: from now on this thread takes the turn's result; the first one's, unless it says otherwise. */
void take_result_of(unsigned turn);
/*
 * Works on the turn's stack. On this thread with all signals blocked, or on a thread that lives as long as the work, and blocks all signals, so that
 * the program's reach its own threads. Where no thread can be had (RLIMIT_NPROC, seccomp, a child of vfork), the work is done by this one. False when
 * there is no memory for the stack.
 */
bool work_on_this_thread(unsigned turn, void (*work)(void));
bool work_on_helper(unsigned turn, void (*work)(void));
/* How many of them there ever were at once: one more, and malloc is called for it. */
unsigned helpers_before(void);
/* Whether this process can have threads of ours. */
bool may_have_helpers(void);
/* This thread is one of ours: no handler interrupts it, so it does all work itself. */
void be_helper(void);
/* A thread of ours, detached, with all signals blocked if they are; it has a small stack, of this size or more. Takes 64 kB of this one. */
bool start_thread(void *(*run)(void *), void *argument, size_t size);
/* From now on there are no helpers: a filter would forbid them, or kill. */
void have_no_helpers(void);
/* busy -> ready. */
void finish_turn(unsigned turn);
/* Waits while it is as it was seen, or until a signal's handler has run. With the program's signal mask. */
void wait_for_turn(unsigned turn, uint32_t seen);
/* The same for any of them; acquire: whoever sees no change since finds what there was to find before. */
uint32_t see_turns(void);
void wait_for_turns(uint32_t seen);
/* Under the runtime's lock: ready -> free. */
void leave_turn(unsigned turn);
/* Under the lock: those whose turns were left since, and who are about to end; by turn, 0: nobody. */
struct helpers {
  int of[MOST_TURNS];
};
struct helpers take_leaving(void);
/* A process that had one thread has one again when its own code goes on: unshare() and setns() want that. */
void wait_until_gone(int helper);
void wait_until_all_gone(const struct helpers *helpers);
/* The same for helpers whose work is done, of a turn that was just taken too: then their stacks are there for new ones. */
void wait_for_idle_helpers(unsigned turn);

#pragma GCC visibility pop

#endif
