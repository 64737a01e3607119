/*
 * What is kept of a link, in the store (docs/formats.md, "Links"): enough to tell whether doing it again would give the same file, and where in that
 * file the parts are that may change.
 */
#ifndef AUTOJIT_LINKER_STATE_H
#define AUTOJIT_LINKER_STATE_H

#include "digest.h"
#include "text.h"

#include <sys/stat.h>

/* A file as the system knows it: while none of this changes, nobody wrote to it. */
struct stamp {
  uint64_t device, number, size, written, changed; /* times in nanoseconds */
};

struct known_part {
  struct digest digest;
  uint64_t place; /* output.h */
};

struct known_input {
  char *path; /* names that are made up for each link are set aside (temporaries.h) */
  struct stamp stamp;
  struct digest digest;
  uint64_t only_stamp; /* 1: it was not read, and the stamp is all that is known of it */
  struct known_part *parts;
  uint64_t part_count;
};

struct known_file {
  char *path;
  struct stamp stamp;
};

struct state {
  char *output;
  struct digest command; /* words, folder, environment, linker */
  struct digest content; /* of the output */
  struct known_input *inputs;
  uint64_t input_count;
  struct known_file *written; /* what the link wrote beside its output */
  uint64_t written_count;
};

struct stamp stamp_of(const struct stat *status);
bool same_stamp(const struct stamp *a, const struct stamp *b);

/* Where states are kept; null when there is no such folder and none can be made. */
char *state_folder(void);

/* The state of this output (an absolute path). */
char *state_path(const char *folder, const char *output);

/* False when there is none, or what is there cannot be trusted or is damaged. */
bool read_state(const char *path, struct state *state);
bool write_state(const char *path, const struct state *state);

/* Removes states of outputs that are gone; looks at a few of them only. */
void tidy_states(const char *folder);

#endif
