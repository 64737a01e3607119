/*
 * Entries of image logs that were made elsewhere, as they come on standard input.
 */
#ifndef AUTOJIT_FILL_ENTRIES_H
#define AUTOJIT_FILL_ENTRIES_H

#include "autojit/fill.h"

#include <stdbool.h>
#include <stddef.h>

/* Of several programs, as they came; of one, a part of them. */
struct entries {
  unsigned char *bytes;
  size_t size;
  const char *problem; /* why what stands behind them makes no sense; null: all of them are here */
};

/* All that comes. False when there is no memory for it, or it cannot be read. */
bool read_entries(int from, struct entries *all);

/* Those up to an empty entry, behind which those of the next program stand, or the end; they are taken from `all`. */
struct entries next_entries(struct entries *all);

/*
 * Keeps entries among the object's images, and says on standard output how many; on standard error why others were refused. With `may_be_earlier`
 * they may be of modules that the program had before an edit. False when they cannot be kept at all, or not all could be read.
 */
bool take_entries(const struct autojit_fill_v1 *runtime, struct autojit_object *object, bool may_be_earlier, const struct entries *entries);

#endif
