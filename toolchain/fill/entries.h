/*
 * Entries of image logs that were made elsewhere, as they come on standard input.
 */
#ifndef AUTOJIT_FILL_ENTRIES_H
#define AUTOJIT_FILL_ENTRIES_H

#include "autojit/fill.h"

#include <stdbool.h>
#include <stdio.h>

/*
 * Keeps the entries (image-log.h), which stand back to back, among the object's images, and says on standard output how many; on standard error why
 * others were refused. With `may_be_earlier` they may be of modules that the program had before an edit. False when they cannot be kept at all, or
 * what comes is no entry: what stands behind it is not read.
 */
bool take_entries(const struct autojit_fill_v1 *runtime, struct autojit_object *object, bool may_be_earlier, FILE *from);

#endif
