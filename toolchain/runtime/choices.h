/*
 * What the program chose for a thread, which is put aside while the runtime works on it.
 */
#ifndef AUTOJIT_CHOICES_H
#define AUTOJIT_CHOICES_H

#include <pthread.h>
#include <signal.h>

struct thread_choices {
  sigset_t mask;
  int cancellable;
};

/* Opening and reading files are cancellation points. */
static inline void hold_off(struct thread_choices *choices) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &choices->mask);
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &choices->cancellable);
}

static inline void let_in(const struct thread_choices *choices) {
  int unused;
  pthread_setcancelstate(choices->cancellable, &unused);
  pthread_sigmask(SIG_SETMASK, &choices->mask, NULL);
}

#endif
