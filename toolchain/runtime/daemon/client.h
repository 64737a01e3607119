/*
 * How a program asks autojitd for images (docs/daemon-protocol.md). Everything here but the constructor is used by whoever has a turn (turn.h),
 * with signals blocked; nothing calls malloc or the dynamic loader.
 */
#ifndef AUTOJIT_RUNTIME_DAEMON_CLIENT_H
#define AUTOJIT_RUNTIME_DAEMON_CLIENT_H

#include "autojit/daemon.h"
#include "runtime.h"

#include <sys/types.h>

#pragma GCC visibility push(hidden)

/* --- ask.c --- */

/*
 * The daemon's answer, which lives until the next question; false when there is no daemon, none that works, or it cannot make this function: the
 * engine in the process then says why. `*problem` is set when a daemon was given up just now; `*connect_ns` when one was met: what that cost.
 */
bool ask_daemon(struct function_ref function, struct function_ref caller, uint32_t flags, struct engine_answer *answer, const char **problem,
                uint64_t *connect_ns);
/*
 * Puts the question, and waits for a moment. False when the answer takes longer, or there is none: ask_daemon, which is called next, with the same
 * functions, goes on with it.
 */
bool daemon_answers_soon(struct function_ref function, struct function_ref caller, uint32_t flags);
/* A new connection: whatever was asked was asked on another one. */
void forget_question(void);
/* Why a question had no answer that helps, the last one if there were several, for a person; null when none was without. */
const char *why_not_by_daemon(void);
/* The same when its code generator died of this function: nobody else should try. Null when that is not so. */
const char *refused_by_daemon(void);

/* Receives the answer's head, once it is another than WORKING; false when the daemon is to be given up. */
bool wait_for_answer(int file, struct autojit_message *head, uint64_t longest_ms);
/* Whether `size` bytes are an image of this function, all of it. */
bool is_answer(const struct autojit_log_entry *entry, size_t size, const uint8_t *module, uint32_t slot);

/* --- question.c --- */

struct question {
  uint8_t bytes[AUTOJIT_LONGEST_QUESTION];
  size_t size; /* 0: its paths are too long for one */
};
/* Puts a message about one function; `flags`: those of autojit_materialize that it does not know itself. Any thread that may look at the function. */
void put_question(struct question *question, enum autojit_message_kind kind, struct function_ref function, struct function_ref caller,
                  uint32_t flags);

/* --- expect.c --- */

/* Tells the daemon what this function's image, which was mapped, may call in other modules. */
void expect_callees(struct function_ref caller, const void *image);

/* --- connect.c --- */

/* Asks the environment; `may_start`: whoever finds no daemon starts one. */
void use_daemon(bool may_start);
/* The file descriptor of the turn's connection, made if there is none; -1 with the reason when there is no daemon. */
int connection(const char **problem, uint64_t *connect_ns);
/* Whether there is one already. */
bool daemon_is_connected(void);
/* Another one, to a daemon that runs, for who has not the turn; -1: there is none. Who gets it closes it. */
int open_another_connection(void);
/* Sends a daemon that runs these messages, by a connection of its own, and waits for nothing; false when there is none. Any thread. */
bool leave_messages(const void *bytes, size_t size);
/* The connection is of no use any more. */
void disconnect(void);
/* The same, and none is looked for again in this process. */
void give_daemon_up(void);
/* The latter alone. Any thread. */
void look_for_no_daemon(void);
/* The connection of a turn, by who has that. */
void disconnect_turn(unsigned turn);
/* The child of a fork has its parent's. */
void disconnect_after_fork(void);

/* --- start.c --- */

enum daemon_start { NOT_STARTED, STARTED, STARTED_FOR_US };
/*
 * Starts a daemon that serves this socket and waits until it does, or AUTOJIT_PATIENCE_MS at most. One that we cannot give what our user's other
 * programs have (limits, priority) serves us and our children alone, at <build>-<our id>.sock.
 */
enum daemon_start start_daemon(const char *socket_path);
/*
 * Starts autojitd with these options and files (3, 4 …; two at most), as nobody's child, and with nothing else of ours. False when it cannot be. Any
 * thread, with signals blocked.
 */
bool start_autojitd(const char *const *options, const int *files, unsigned count);

/* --- transfer.c --- */

bool send_bytes(int file, const void *bytes, size_t size);
/* False when less comes than that, for AUTOJIT_PATIENCE_MS. */
bool receive_bytes(int file, void *bytes, size_t size);

#pragma GCC visibility pop

#endif
