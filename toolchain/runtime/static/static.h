/*
 * The runtime of static programs: all of it is linked in, and autojitd makes the code.
 */
#ifndef AUTOJIT_STATIC_H
#define AUTOJIT_STATIC_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

/* beside.c: the folder of the toolchain's libraries. Written once, before anything else of the runtime runs. */
extern char autojit_toolchain[PATH_MAX];

/* A routine by its name. */
struct autojit_routine {
  const char *name;
  const void *address;
};
/* routines.S, and the compiler's own (made from its archive when the toolchain is built). The last has no name. */
extern const struct autojit_routine autojit_library_routines[], autojit_compiler_routines[];

#pragma GCC visibility pop

#endif
