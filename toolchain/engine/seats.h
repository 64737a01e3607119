/*
 * Which of the engine's seats (autojit/engine.h) a thread has.
 */
#ifndef AUTOJIT_SEATS_H
#define AUTOJIT_SEATS_H

#include "autojit/engine.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(hidden)

/* thread-locals.c: from now on this thread has the seat. */
void enter_seat(unsigned seat);
unsigned current_seat(void);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
