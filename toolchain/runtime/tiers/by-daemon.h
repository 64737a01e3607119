/*
 * Finals that a daemon makes. Used by the thread that makes finals.
 */
#ifndef AUTOJIT_TIERS_BY_DAEMON_H
#define AUTOJIT_TIERS_BY_DAEMON_H

#include "daemon/client.h"

#pragma GCC visibility push(hidden)

enum daemon_outcome { MADE_BEHIND, DAEMON_REFUSED, NO_DAEMON };

/* Has it made; the entry, with its image, lives until the answer is given back. */
enum daemon_outcome ask_daemon_behind(const struct question *question, const uint8_t *module, uint32_t slot, const struct autojit_log_entry **entry);
void give_answer_back(void);
/* Tells the daemon what it will be asked for; false when there is none. */
bool tell_daemon_behind(const struct question *question);
/* Closes the connection; in the child of a fork, whose parent has it. */
void leave_daemon_behind(void);

#pragma GCC visibility pop

#endif
