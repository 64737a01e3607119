/*
 * Where a module's body and its toolchain are (docs/formats.md, "Store").
 */
#ifndef AUTOJIT_STORE_H
#define AUTOJIT_STORE_H

#include "autojit/record.h"
#include "autojit/store-lists.h"

#include <limits.h>
#include <stdbool.h>

#pragma GCC visibility push(hidden)

/* Paths (PATH_MAX bytes) of the store that has the module's body, and of the body; false with the reason when none has it or it cannot be trusted. */
bool locate_store(const struct autojit_record *module, char *store, char *body, const char **problem);
/* Stores are looked for from this file's folder, where it is not the program that runs; an absolute path, which is kept. */
void look_from(const char *program);
/* What is said of a store that is there and cannot be read; `error` is an errno. */
const char *cannot_read_store(int error, const char *path);
/* The toolchain's folder of libraries that the module's store names (PATH_MAX bytes, with room for a file name). */
bool locate_toolchain(const struct autojit_record *module, char *folder, const char **problem);
/* A file of the user's cache folder (PATH_MAX bytes); false when there is none. */
bool path_in_cache(const char *name, char *path);

#pragma GCC visibility pop

#endif
