#include "input-file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[64];

static void delete_file(void) { unlink(path); }

void require(bool fact) {
  if (!fact)
    abort();
}

const char *write_input(const uint8_t *data, size_t size, const void *more, size_t more_size) {
  if (!*path) {
    snprintf(path, sizeof path, "/dev/shm/autojit-fuzz-%d.in", (int)getpid());
    atexit(delete_file);
  }
  FILE *file = fopen(path, "w");
  require(file && fchmod(fileno(file), 0600) == 0);
  require((!size || fwrite(data, size, 1, file) == 1) && (!more_size || fwrite(more, more_size, 1, file) == 1));
  require(fclose(file) == 0);
  return path;
}
