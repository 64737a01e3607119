/*
 * A file that the linker reads, and the parts of it that it only copies and that an edit of bodies changes.
 */
#ifndef AUTOJIT_LINKER_PART_H
#define AUTOJIT_LINKER_PART_H

#include "digest.h"
#include "elf-file.h"

enum part_kind {
  IGNORED,    /* the output has nothing of it */
  MODULE_ID,  /* in a module record */
  DEBUG_LINE, /* a whole section .debug_line */
  DEBUG_INFO, /* a whole section .debug_info; its .debug_line is the part before it */
};

/* Bytes of a part that are the linker's to fill in. */
struct hole {
  uint32_t offset, size; /* in the part */
  int64_t in_lines;      /* where it leads to in the module's .debug_line; -1: elsewhere */
};

struct part {
  enum part_kind kind;
  uint64_t offset, size; /* in the input */
  const struct hole *holes;
  size_t hole_count;
};

struct input {
  struct bytes file;
  struct digest digest;
  struct part *parts; /* in the order of their offsets */
  size_t part_count;
  bool has_modules; /* compiled by AutoJIT */
  bool is_bitcode;  /* in whole or in part: the linker compiles it */
  bool is_thin;     /* an archive that only names its members */
};

#endif
