/*
 * What the threads of a process share, and a child of it must not have from its parent.
 */
#ifndef AUTOJIT_PROCESS_H
#define AUTOJIT_PROCESS_H

#include "runtime.h"

#include <sys/types.h>

#pragma GCC visibility push(hidden)

enum { MOST_ATTEMPTING = 16, MOST_TURNS = 4 };
struct attempt;

/*
 * On a page that the kernel empties in every child that gets a copy of the memory, however it was cloned (fork, _Fork, clone without CLONE_VM; a
 * child of vfork shares the memory, and this). So a child finds everything unlocked and free, and knows that it is one.
 */
struct life {
  uint32_t lock; /* 0: free, 1: taken, 2: taken, and somebody may wait */
  pid_t forking; /* the thread that holds the lock while its handlers of fork() run; 0: none */
  struct {
    uint32_t state; /* turn.c */
    pid_t working;  /* the thread that uses the engine now; 0: none */
    pid_t helper;   /* the thread that was started for the last piece of work, which may be gone; 0: its own caller did it */
  } turns[MOST_TURNS];
  uint32_t changes;         /* of their states */
  uint32_t helpers;         /* that there are */
  uint32_t behind;          /* tiers/behind.c */
  uint32_t starting_behind; /* the thread that starts that one still uses its stack */
  pid_t behind_thread;
  bool unseen;    /* a child that was made without fork's handlers: locks of the C library may be held by threads that are not here */
  pid_t process;  /* whose life this is; another process that finds it here is a child of vfork */
  uint32_t begun; /* 0: this is a new child */
  struct {
    pid_t thread; /* 0: nobody's */
    struct attempt *attempt;
  } attempts[MOST_ATTEMPTING]; /* attempt.c */
};
extern struct life *life;

static inline pid_t this_thread(void) {
  pid_t id;
  __asm__ volatile("syscall" : "=a"(id) : "a"(186L /* SYS_gettid */) : "rcx", "r11", "memory");
  return id;
}

/*
 * The thread that holds the runtime's lock (lock.h), 0: nobody. Relaxed: only ever compared with our own id. Not on that page: a child sees here that
 * another thread was writing when it was cloned.
 */
extern pid_t lock_owner;
bool lock_is_ours(void);

/* Futexes of this process. The first returns at a wake, at a signal's handler, after `patience_ns` (0: none), or at once when the word is another. */
void wait_for_word(const uint32_t *word, uint32_t seen, long patience_ns);
void wake_waiters(const uint32_t *word, int count);

#pragma GCC visibility pop

#endif
