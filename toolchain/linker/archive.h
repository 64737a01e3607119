/*
 * An archive of objects, as a linker sees it: members and the symbols that they define, not where in the file they lie or when they were written.
 */
#ifndef AUTOJIT_LINKER_ARCHIVE_H
#define AUTOJIT_LINKER_ARCHIVE_H

#include "part.h"

bool is_archive(struct bytes file);

/* Adds the parts of its members and digests the rest. */
void read_archive(struct input *input, llvm_blake3_hasher *hasher);

#endif
