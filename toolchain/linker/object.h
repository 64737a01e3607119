/*
 * One object among an input's bytes: all of the file, or a member of an archive.
 */
#ifndef AUTOJIT_LINKER_OBJECT_H
#define AUTOJIT_LINKER_OBJECT_H

#include "part.h"

struct part *add_part(struct input *input, enum part_kind kind, const uint8_t *start, uint64_t size);

/* Adds the object's parts to those of the input. */
void read_object(struct input *input, struct bytes object);

/* Takes in all of `bytes` but the parts from number `first` on, which must lie in it. */
void digest_between_parts(llvm_blake3_hasher *hasher, const struct input *input, struct bytes bytes, size_t first);

#endif
