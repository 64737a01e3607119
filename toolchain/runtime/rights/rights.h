/*
 * A program that gives up rights (setuid, chroot, a seccomp filter …) goes on calling functions that were never called before. What those will need
 * is had ready before such a call: the engine, the files of bodies, and, where the process may do nothing at all any more, the code itself.
 *
 * Code that the engine makes does not call such functions (autojit/rights.h) directly, but through a gate that goes there after it did that. Nobody
 * else pays for it.
 */
#ifndef AUTOJIT_RIGHTS_RIGHTS_H
#define AUTOJIT_RIGHTS_RIGHTS_H

#include "modules.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

/* What is asked of a call's arguments. */
enum rights_question { ANY, ROOT, LIMIT, LIMIT_OF, PRCTL, FILTER, SYSCALL };

/* --- gates.c --- */

/* A gate is code that leads here with the address of this in %r11. gate.S knows the layout. */
struct gate {
  uintptr_t entry;  /* autojit_pass_gate */
  uintptr_t target; /* the function */
  uint64_t question;
};

/* The address of a gate near the object's code that leads to `target`, which has this name; `target` where no gate is needed or can be had. */
uintptr_t gate_before(struct autojit_object *object, const char *name, uintptr_t target);

/* The object was closed, and its gates with it. */
void forget_gates(const struct autojit_object *object);

/* --- gate.S --- */

void autojit_pass_gate(void);

/* --- before.c --- */

/* Called by a gate, with the six arguments that are in registers. */
void autojit_before_rights(const struct gate *gate, const long *arguments);

/* --- filter.c --- */

/* What a process may still do. */
enum rights_left { EVERYTHING, NO_FILES, NO_SYSTEM_CALLS };

struct sock_fprog;
/* What a seccomp filter leaves of what making code takes. */
enum rights_left left_by_filter(const struct sock_fprog *program);

/* Whether it lets the process have more threads. */
bool filter_allows_threads(const struct sock_fprog *program);

/* --- held.c --- */

/* A body file, mapped. Never changed, nor freed. */
struct held_body {
  const struct autojit_record *module;
  uint8_t id[AUTOJIT_ID_SIZE]; /* the module's: another one may be in its place since */
  const void *bytes;
  size_t size;
  const char *path;
};

/* The body of the module with this id if it is held, else null. Looks at no module, and needs no lock. */
const struct held_body *held_body(const struct autojit_record *module, const uint8_t *id);
/* Holds the module's body, if it can be had. Under the runtime's lock. */
void hold_body(const struct autojit_record *module);
/* Maps the module's body (struct autojit_record) until the next time; null when it cannot be had. For whoever has the turn. */
void *borrow_body(void *module);

#pragma GCC visibility pop

#endif
