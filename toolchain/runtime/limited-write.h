/*
 * Writes that do not end the program.
 */
#ifndef AUTOJIT_LIMITED_WRITE_H
#define AUTOJIT_LIMITED_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#pragma GCC visibility push(hidden)

/*
 * write() of `size` bytes at the end of a regular file, which RLIMIT_FSIZE may not allow: then nothing is written, errno is EFBIG, and no SIGXFSZ is
 * left for a program that never wrote. Other kinds of files have no limit. Returns what write() returns.
 */
long write_at_end(int file, const void *bytes, size_t size);

/* Whether a file may have this many bytes; a larger one would be answered with SIGXFSZ. */
bool may_have_size(size_t size);

#pragma GCC visibility pop

#endif
