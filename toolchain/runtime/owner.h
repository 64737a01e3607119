/*
 * Whose files code is taken from (docs/trust.md, "Files and rights").
 */
#ifndef AUTOJIT_OWNER_H
#define AUTOJIT_OWNER_H

#include "modules.h"

#include <stdbool.h>
#include <sys/stat.h>

#pragma GCC visibility push(hidden)

/*
 * Whether a file or folder may bring code into the program or library that the module is linked into: it belongs to root, to the user who runs, or to
 * the owner of that program or library, who could have put the code there in the first place; and nobody else may write it. A group counts as
 * somebody else, also the user's own: who is in it, only the system's books say. In a program that runs with another user's rights the one who
 * started it is not trusted.
 */
bool is_trusted(const struct stat *info, const struct autojit_record *module);

/* Status of the file that holds the module; false when it cannot be had. resident/own-file.c, mapped-file.c: each knows in its own way. */
bool stat_file_of(const struct autojit_record *module, struct stat *info);

/* The same user in a stat: not one of the many that a user namespace does not know, and shows as one. */
bool is_same_user(unsigned a, unsigned b);

#pragma GCC visibility pop

#endif
