/*
 * What a linker's command line means, as far as it matters to leaving the link out: which files it reads and writes.
 */
#ifndef AUTOJIT_LINKER_ARGUMENTS_H
#define AUTOJIT_LINKER_ARGUMENTS_H

#include "text.h"

struct link {
  struct words words;
  const char *output;
  const char *unknown;        /* an option that may read or write what nobody here knows of; null: all are known */
  const char *dependencies;   /* the file that the user wants the list of inputs in */
  struct words folders;       /* -L */
  struct words libraries;     /* -l */
  struct words reads, writes; /* files beside inputs and output */
  bool indexes_debug_info;    /* something is made from the content of debug info */
};

struct link understand(struct words words);

#endif
