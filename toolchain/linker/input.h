/*
 * A file that the linker reads, as two things: a digest of all that its output can depend on, and the parts that the linker only copies and that an
 * edit of bodies changes. While the first is the same, linking again would give the same output but for those parts.
 */
#ifndef AUTOJIT_LINKER_INPUT_H
#define AUTOJIT_LINKER_INPUT_H

#include "part.h"

/* Maps and reads the file; false when it cannot be read. */
bool read_input(const char *path, struct input *input);
void close_input(struct input *input);

/* Of what the linker copies of a part. */
struct digest digest_part(const struct input *input, const struct part *part);

#endif
