/*
 * What a run does for those after it when it ends by itself. Whoever is killed, or ends by _exit, does none of it.
 */
#define _GNU_SOURCE
#include "at-load.h"
#include "choices.h"
#include "images/images.h"
#include "lock.h"
#include "objects.h"
#include "stack.h"
#include "tiers/tiers.h"

#include <stdlib.h>

static void *look_for_closed(void *unused) {
  look_for_closed_objects();
  return unused;
}

static void *look_back(void *unused) {
  learn_at_end();
  gather_finals_for_later();
  return unused;
}

static void *leave(void *unused) {
  leave_finals_for_later();
  return unused;
}

static void end(int status, void *unused) {
  (void)status;
  (void)unused;
  struct thread_choices choices;
  if (is_own_work() || is_passing_child() || is_unseen_child())
    return;
  hold_off(&choices);
  if (begin_loading()) {
    run_on_new_stack(look_for_closed, NULL);
    end_loading();
    take_lock();
    run_on_new_stack(look_back, NULL);
    release_lock();
    run_on_new_stack(leave, NULL);
  }
  let_in(&choices);
}

static void look_forward(void) { on_exit(end, NULL); }
AT_LOAD(look_forward);
