#ifndef AUTOJIT_RECORDER_KEPT_H
#define AUTOJIT_RECORDER_KEPT_H

#include <stddef.h>
#include <stdint.h>

/* What a program writes, in a file of bounded size: its beginning as it comes, and its end, which is only known at the end. */
#define KEPT_BEGINNING ((size_t)512 << 10)
#define KEPT_END ((size_t)512 << 10)

struct kept {
  int file; /* -1: nothing is kept */
  uint64_t bytes;
  char end[KEPT_END]; /* a ring */
};

/* Fails with -1 and errno where the file cannot be made: EEXIST where it is there. */
int kept_open(struct kept *kept, const char *path);
void kept_add(struct kept *kept, const char *data, size_t size);
void kept_close(struct kept *kept);

/* All of it, or what a full disk takes. Returns -1 when nothing more can be written. */
int write_all(int file, const char *data, size_t size);

#endif
