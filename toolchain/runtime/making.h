/*
 * What an engine is asked for, and what came of it. One for each turn (turn.h): it belongs to whoever has that, and when it is ready, to whoever
 * holds the runtime's lock.
 */
#ifndef AUTOJIT_MAKING_H
#define AUTOJIT_MAKING_H

#include "choices.h"
#include "daemon/client.h"
#include "images/images.h"
#include "runtime.h"
#include "turn.h"

#pragma GCC visibility push(hidden)

enum outcome {
  MADE_BY_DAEMON,
  MADE_HERE,
  NO_ENGINE,    /* it must be loaded first */
  LOOK_AGAIN,   /* another process may have kept the image meanwhile */
  NOTHING_MADE, /* the turn was wanted for something else */
  FAILED
};

struct task {
  struct function_ref function, caller; /* the latter's module is null when it is not materialized code */
  uint8_t module[AUTOJIT_ID_SIZE];      /* the function's, by its id: when its caller left, its library may be closed */
  struct image_log *log;                /* of the function's object; null when there is no memory for it */
  struct log_end log_seen;              /* what was looked at of it */
  bool draft;                           /* one will do */
  bool passing;                         /* its module came with a reload */
  bool may_look_again;                  /* other processes' work on this function is worth waiting for */
  const uint32_t *others;               /* further slots of its module, for the same image (autojit/engine.h) */
  size_t other_count;

  enum outcome outcome;
  struct engine_answer answer;
  uint64_t ns;                /* what it took */
  bool met_daemon;            /* just now, which took daemon_ns; */
  const char *daemon_problem; /* or one cannot be had, and this is why; null: no news */
  uint64_t daemon_ns;
  char reason[2048]; /* of a failure, a line for a person */
};
extern struct task makings[MOST_TURNS];
/* That of the turn which this thread works in, or whose result it takes. */
#define making (makings[this_turn()])

/* --- materialize.c --- */

/* With signals held off and no lock: takes the first turn, once what is under way is done, for work that is no function's. */
void have_turn(struct thread_choices *choices);
/* Takes each turn for a moment, so that work which is under way is done. */
void have_each_turn(void (*with)(unsigned turn), struct thread_choices *choices);
/* Takes the first turn, or each, and has the work done; comes back when it is done and its helper gone. */
void work_in_turn(void (*work)(void), struct thread_choices *choices);
void work_in_each_turn(void (*work)(void), struct thread_choices *choices);

/* --- engine.c --- */

/* Has the image made, by a daemon or in this process. May take long. */
void ask_engine(void);
/* The same by the engine in this process, if that is loaded; and the answer is not needed any more. */
void ask_engine_here(void);
void release_answer(void);
/* The same, if that takes no time: a daemon has the answer. Else false; ask_engine is to be called then. */
bool engine_answers_soon(void);
/* The answer is that there is none. */
void refuse(const char *reason);
/* The answer cannot be used. True when the process can have an engine, which has the last word: no daemon is asked any more. */
bool doubt_answer(const char *problem);
void forget_engine_after_fork(void);
/* The engine, null when it is not loaded; and around what a thread asks of it. */
struct autojit_engine_v7;
const struct autojit_engine_v7 *loaded_engine(void);
void enter_engine(void);
void leave_engine(void);
/* How often it was asked for code; and whether it was since it rested. */
void count_engine_use(void);
unsigned engine_uses(void);
bool engine_may_rest(void);
/* From now on it rests after so many uses: it gives back what it needed, for a seat that this thread has, or that of the turn it works in. */
void begin_rest(unsigned uses);
void let_engine_rest(unsigned seat);
void let_seat_of_turn_rest(void);
/* Whether code may come from a daemon, and whether one may be started for that. */
bool may_ask_daemon(void);
bool may_start_daemon(void);

#pragma GCC visibility pop

#endif
