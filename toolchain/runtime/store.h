/*
 * Where a module's body and its toolchain are (docs/formats.md, "Store").
 */
#ifndef AUTOJIT_STORE_H
#define AUTOJIT_STORE_H

#include "autojit/record.h"

#include <limits.h>
#include <stdbool.h>

#pragma GCC visibility push(hidden)

/* Path of the module's body (PATH_MAX bytes); false with the reason when no store has it or the store cannot be trusted. */
bool locate_body(const struct autojit_record *module, char *body, const char **problem);
/* The toolchain's folder of libraries that the module's store names (PATH_MAX bytes, with room for a file name). */
bool locate_toolchain(const struct autojit_record *module, char *folder, const char **problem);

#pragma GCC visibility pop

#endif
