/*
 * The file that a linker wrote: where the parts of its inputs are in it, and the same file with other parts in their place.
 */
#ifndef AUTOJIT_LINKER_OUTPUT_H
#define AUTOJIT_LINKER_OUTPUT_H

#include "input.h"

/* Places of parts in the output. */
#define NOWHERE UINT64_MAX       /* the output has nothing of it */
#define UNCLEAR (UINT64_MAX - 1) /* it has, but it does not show where */

struct output {
  struct elf_file elf;
  struct bytes modules;      /* the records */
  const uint8_t **sorted;    /* the same, in the order of their ids */
  struct unit *lines, *info; /* by their sizes */
  size_t record_count, line_count, info_count;
  const Elf64_Shdr *line_section, *info_section;
};

/* False when it is not a file that has module records and can be understood. */
bool open_output(struct bytes file, struct output *output);
void close_output(struct output *output);

/* Sets places[i] for each part of an input that was linked into the output. */
void find_parts(const struct output *output, const struct input *input, uint64_t *places);

/* Copies the part to its place in the file at `data`; holes keep what is there. */
void put_part(uint8_t *data, uint64_t place, const struct input *input, const struct part *part);

/* Gives the file a number of its own, made of its content, as linkers do. A number that the command line sets stays (`words`), and
   that of an object too: it is an input of the next link. */
void renew_build_id(uint8_t *data, size_t size, char *const *words);

/* Writes a new file under a temporary name and renames it. `mode` is as for open(2): the umask is taken off. False, and nothing is changed, when it
 * cannot. */
bool replace_file(const char *path, struct bytes content, unsigned mode);

#endif
