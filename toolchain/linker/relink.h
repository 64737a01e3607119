/*
 * The decision: whether the last output of a link serves once more with other parts in their places; and what is kept so that the next link can
 * decide.
 */
#ifndef AUTOJIT_LINKER_RELINK_H
#define AUTOJIT_LINKER_RELINK_H

#include "arguments.h"
#include "digest.h"

#include <stdint.h>

/* A link, as the next one like it will find it. */
struct place {
  char *output; /* absolute; null: that cannot be known */
  char *state;  /* path of what is kept */
  char *kept;   /* another name of the output, since many builds remove it first */
  struct digest command;
  struct words names; /* that were made up for this link */
};

struct place find_place(const struct link *link, const char *linker, const char *folder);

/* The output of a link that failed is nobody's. */
void forget_link(const struct place *place);

/* Null when the last output was written anew with today's parts; else why the link must be done. Nothing was changed then. */
const char *patch_last(const struct link *link, const struct place *place);

/*
 * Returns the tick of the file systems' clock in which a link begins, after what these words name was written: of a file of the same tick nobody
 * could tell later what it was at the link.
 */
uint64_t begin_link(char *const *words);

/* Keeps a link that was just done, and began in tick `start`; keeps nothing where something about it is not understood. */
void keep_link(const struct link *link, const struct place *place, struct words inputs, uint64_t start);

#endif
