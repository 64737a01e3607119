/*
 * Clang notes the names of all files that it includes where CC_PRINT_HEADERS asks for it, as it reads them, so the notes are whole when the plugin
 * runs; dependency files (-MD) come later, and the build may have another use for them. The notes go into memory: nothing has to be removed.
 */
#define _GNU_SOURCE
#include "headers.h"

#include "autojit/headers.h"
#include "options.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FIRST_NUMBER = 500 }; /* no script that stands for the compiler has a file of its own by such a number */

/* The memory, which stays open in what this process becomes; -1 where there is none. Then nothing is noted, and the headers are not known. */
static int open_notes(void) {
  const int made = memfd_create(AUTOJIT_HEADERS_FILE, MFD_CLOEXEC);
  if (made < 0)
    return -1;
  const int notes = fcntl(made, F_DUPFD, FIRST_NUMBER);
  close(made);
  return notes;
}

void have_headers_noted(char **arguments) {
  /* Where somebody else wants them, they get them. */
  if (!compiles_sources(arguments) || (getenv("CC_PRINT_HEADERS") && !getenv(AUTOJIT_HEADERS_VARIABLE)))
    return;
  const int notes = open_notes();
  if (notes < 0)
    return;
  /* By the number of this process: a script that stands for the compiler may close files before it starts the real one. */
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)getpid(), notes);
  /* Without /proc clang would tell the person instead. */
  if (access(path, W_OK) != 0 || setenv("CC_PRINT_HEADERS_FILE", path, 1) != 0 || setenv(AUTOJIT_HEADERS_VARIABLE, path, 1) != 0 ||
      setenv("CC_PRINT_HEADERS", "1", 1) != 0)
    close(notes);
}
