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

/* --- held.c --- */

/* A body file, mapped. */
struct held_body {
  const struct autojit_record *module;
  const void *bytes;
  size_t size;
  const char *path;
};

/* The body of the module if it is held, else null. Under the runtime's lock, like the next. */
const struct held_body *held_body(const struct autojit_record *module);
/* Holds the module's body (struct autojit_record); null when it cannot be had. */
void *hold_body(void *module);
/* Holds the bodies of all modules of the object, as far as they can be had. */
void hold_bodies(const struct autojit_object *object);

#pragma GCC visibility pop

#endif
