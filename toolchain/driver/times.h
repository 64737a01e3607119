/* How long a compiler takes, for `autojit report`: noted where AUTOJIT_TIMES names a file (docs/formats.md, "Compile times"). */
#ifndef AUTOJIT_DRIVER_TIMES_H
#define AUTOJIT_DRIVER_TIMES_H

#include <stdbool.h>

/* Becomes `program` (as execvp). Returns only when it cannot be started, with errno. `lazy`: it compiles with the plugin. */
void become(const char *program, char **arguments, bool lazy);

#endif
