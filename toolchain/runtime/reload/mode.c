#include "environment.h"
#include "reload.h"

/*
 * Asked when the runtime is loaded (listen.c), before any thread can ask as well: code that is bound to other code could not be taken back, so it
 * must not change.
 */
bool may_reload(void) {
  static enum { UNASKED, OFF, ON } mode;
  if (mode == UNASKED)
    mode = is_switched_on("AUTOJIT_RELOAD") ? ON : OFF;
  return mode == ON;
}
