/*
 * The real linker at work.
 */
#ifndef AUTOJIT_LINKER_RUN_H
#define AUTOJIT_LINKER_RUN_H

#include "text.h"

struct run {
  int status;              /* as waitpid says; -1: it could not be started */
  bool spoke;              /* it printed something, which is handed on */
  bool lacks_dependencies; /* and that is that it knows no --dependency-file */
};

struct run run_linker(const char *program, char *const *words);

/* The files that a linker read, from the list that it left; empty when there is none or it is not understood. */
struct words read_dependencies(const char *path);

#endif
