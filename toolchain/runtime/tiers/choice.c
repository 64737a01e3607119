#define _GNU_SOURCE
#include "at-load.h"
#include "loader.h"
#include "reload/reload.h"
#include "runtime.h"
#include "tiers.h"
#include "turn.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

/* Asked once: the environment may be changed by any thread later. */
static bool on, own_malloc, engine_beside;

static void ask_environment(void) {
  const char *choice = secure_getenv("AUTOJIT_TIERS");
  char engine[PATH_MAX];
  on = !(choice && (strcmp(choice, "off") == 0 || strcmp(choice, "0") == 0)) && !getauxval(AT_SECURE);
  engine_beside = on && has_engine() && path_beside_us("libautojit-engine.so", engine) && access(engine, R_OK) == 0;
  for (const char *const *name = (const char *const[]){"malloc", "calloc", "memalign", "free", NULL}; *name; ++name)
    own_malloc |= slot_of_stub(ask_loader_for_routine(*name)) != NULL;
}
AT_LOAD(ask_environment);

/* What a program reloads is new code for all of a function's callers, and no final of the body before may take its place. */
bool tiers_are_on(void) { return on && !may_reload(); }

/* Relaxed: who sees it late starts a thread, or has a draft, that another sees to be too late. */
static bool stopped;

void stop_tiers(void) { __atomic_store_n(&stopped, true, __ATOMIC_RELAXED); }

bool finals_can_be_made(void) { return !__atomic_load_n(&stopped, __ATOMIC_RELAXED) && may_have_helpers(); }

bool drafts_are_wanted(void) { return tiers_are_on() && finals_can_be_made(); }

bool engine_is_at_hand(void) { return engine_beside; }

bool malloc_is_others(void) { return !own_malloc; }

bool is_reloadable(void) { return may_reload(); }
