/*
 * A child in this process's memory, for work that only another process can do. The caller waits until it has ended, or is another program.
 */
#ifndef AUTOJIT_CHILD_H
#define AUTOJIT_CHILD_H

#include "system.h"

#include <sched.h>
#include <stdint.h>

/* To a sanitizer, such a child is the thread that waits for it: what the child's work touches must not be in that thread's books. */
#define IN_CHILD __attribute__((disable_sanitizer_instrumentation))

/*
 * ThreadSanitizer takes each clone for one that gives the child memory of its own: the child gives back the runtime's locks, and the parent once
 * more. The C library's other name for it is the same function, and not intercepted.
 */
#ifdef AUTOJIT_THREAD_SANITIZER
int __clone(int (*work)(void *), void *stack_end, int flags, void *argument, ...);
#define CLONE_OF_LIBC __clone
#else
#define CLONE_OF_LIBC clone
#endif

/* The child's number; negative: there is none. No signal says that it ended. `work` is marked IN_CHILD, and returns what end_child does. */
static inline int run_child(int (*work)(void *), uint8_t *stack_end, void *argument) {
  return CLONE_OF_LIBC(work, stack_end, CLONE_VM | CLONE_VFORK, argument);
}

/*
 * A sanitizer would take _exit for the end of the program, whose memory this is; and a call that never returns for the end of the stack below, which
 * it looks for on the waiting thread's. So this one is said to return.
 */
static inline int end_child(int status) {
  system_call(SYS_exit_group, status, 0, 0, 0);
  return status;
}

#endif
