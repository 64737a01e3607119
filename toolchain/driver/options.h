/* What the driver must know of a command line before clang sees it. */
#ifndef AUTOJIT_DRIVER_OPTIONS_H
#define AUTOJIT_DRIVER_OPTIONS_H

#include <stdbool.h>

/* True when this command links a program or a library. */
bool links(char **arguments);
/* True when this command links a static program. */
bool links_statically(char **arguments);
/* True when this command links a shared library. */
bool makes_library(char **arguments);
/* True when the command is for a program that the C library is no part of: neither by itself nor named (-nostdlib … -lc). */
bool omits_c_library(char **arguments);
/* True when all that this command does is to precompile headers. */
bool precompiles_headers(char **arguments);
/* True when -fsanitize names `check`. */
bool sanitizes(char **arguments, const char *check);
/* True for the name of a file that a compiler of ours compiles. */
bool is_source(const char *path);
/* True when this command makes code from sources; preprocessing and checks do not count. */
bool compiles_sources(char **arguments);

#endif
