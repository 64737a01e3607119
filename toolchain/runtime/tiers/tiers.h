/*
 * Drafts and finals (docs/decisions/043). The first call of a function of an optimized module gets a draft, which is made fast and counts what it
 * does; when that was much, a thread of ours makes a final behind the program's back and gives it the function's slot.
 */
#ifndef AUTOJIT_TIERS_H
#define AUTOJIT_TIERS_H

#include "autojit/image.h"
#include "modules.h"

#include <stdbool.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

/* Seats of the engine (autojit/engine.h): of whoever has the turn, and of the thread that makes finals. */
enum { FIRST_CALLS = 0, FINALS = 1 };

/* --- choice.c --- */

/* AUTOJIT_TIERS is not off: drafts may run. */
bool tiers_are_on(void);
/* First calls are to get drafts now: finals can be made behind them. */
bool drafts_are_wanted(void);
/* From now on there are no drafts but those that are, and no finals for them: the process may do nothing any more. */
void stop_tiers(void);
/* Whether finals can be made. */
bool finals_can_be_made(void);
/* There was an engine to load when this library was: a program that was installed with its code alone has none. */
bool engine_is_at_hand(void);
/* The program's malloc is no code of ours, so none of that can be half-way through it. */
bool malloc_is_others(void);
/* AUTOJIT_RELOAD: any function may get other code, finals too. */
bool is_reloadable(void);
/* Of an image that was checked. */
static inline enum autojit_tier tier_of(const void *image) { return ((const struct autojit_image_header *)image)->tier; }

/* --- drafts.c --- */

enum draft_state {
  COUNTING, /* nobody asked for a final */
  WANTED,   /* it was hot */
  OVER      /* a final took its place, or there cannot be one */
};

/* A draft that was mapped. Never freed: its code may run for as long as the process lives. */
struct draft {
  int32_t left;       /* what its code counts down, without atomic operations: threads lose some of each other's */
  uint32_t state;     /* enum draft_state, atomic */
  uint32_t times;     /* how often it ran out */
  int32_t enough;     /* what it counts down from */
  uint32_t size;      /* of its code: what a final costs grows with it */
  struct draft *next; /* among those that are wanted */
  void **slot;
  struct function_ref function; /* its object may be closed: only who holds that open reads what is there */
};

/* What a draft that is being mapped counts in; null when there is no memory. Under the runtime's lock, like all that follows. */
struct draft *new_draft(struct function_ref function, uint32_t size);
/* The draft that the slot's code is, or is about to be; null when it is none. */
struct draft *draft_of(void *const *slot);
/* Whether calls may be bound to the code in this slot: it stays. */
bool code_stays(void *const *slot);
/* The object was closed. */
void forget_drafts(const struct autojit_object *object);
/* Drafts come from an earlier run from now on, or do not: then less shows that they are needed. */
void drafts_are_kept(bool kept);
/* Nobody asked for a final yet. In the child of a fork. */
void forget_hot(void);

/* How many calls and rounds of loops it had, or some fewer. */
uint64_t work_of(const struct draft *draft);
/* What a final gives for what it costs, which grows with the size. */
uint64_t worth_of(const struct draft *draft);
/* Drafts that finals would have served well in this run, those that are worth most first. Under the lock; returns how many. */
struct worthy {
  struct draft *draft;
  uint64_t worth;
};
uint32_t find_worthy(struct worthy *found, uint32_t most);

/* Called by a draft's code, by any thread at any time, with little stack: its counter ran out. */
void draft_is_hot(int32_t *counter);
/* All that became hot since the last time, a list. Without the lock. */
struct draft *take_hot(void);
bool any_hot(void);

/* --- behind.c --- */

/* Starts the thread that makes finals, if there is none. By any thread at any time. */
void start_behind(void);
/* The same, where the engine was used by a process of several threads: that thread lets it rest when it has nothing to do. */
void look_after_engine(void);
/* From now on it is started for drafts alone: whether there are several threads is asked by a call that a filter may forbid. */
void start_behind_for_drafts_only(void);
/* With signals held off and no lock: that thread is gone when this returns, and comes back only for a draft that becomes hot later. */
void end_behind(void);
/* In the child of a fork: that thread is not here. */
void forget_behind_after_fork(void);

/* --- finals.c --- */

/* Makes a final and gives it the draft's slot. On the thread for that. */
void make_final(struct draft *draft);
/* It will be made soon, while others are: a daemon makes it even if this process ends before. */
void announce_final(struct draft *draft);

/* --- later.c: finals that nobody waits for any more --- */

/* The run ends: looks which of its drafts were worth finals. Under the lock; the objects that were closed are known. */
void gather_finals_for_later(void);
/* Has those made for the next run, by others, and does not wait for it. */
void leave_finals_for_later(void);

#pragma GCC visibility pop

#endif
