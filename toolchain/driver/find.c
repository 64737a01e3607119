#define _GNU_SOURCE
#include "find.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Cargo leads here twice (rustc, then the linker `cc`). Each level may ask for a version before it starts the next: this many make few processes. */
#define MOST_LEVELS 6
#define LEVELS "AUTOJIT_DRIVER_LEVELS"

/* A program that can be started and is not us; else false with errno, ELOOP for ourselves. */
static bool is_other(const char *path) {
  struct stat us, file;
  if (stat(path, &file) != 0 || stat("/proc/self/exe", &us) != 0)
    return false;
  if (file.st_dev == us.st_dev && file.st_ino == us.st_ino) {
    errno = ELOOP;
    return false;
  }
  errno = EACCES;
  return S_ISREG(file.st_mode) && access(path, X_OK) == 0;
}

const char *find_compiler(const char *name) {
  if (strchr(name, '/'))
    return is_other(name) ? name : NULL;
  const char *folders = getenv("PATH");
  int reason = ENOENT;
  for (const char *folder = folders ? folders : ""; *folder; folder += *folder == ':') {
    const int length = (int)strcspn(folder, ":");
    char *path;
    if (asprintf(&path, "%.*s/%s", length ? length : 1, length ? folder : ".", name) < 0)
      return NULL;
    if (is_other(path))
      return path;
    if (errno != ENOENT && errno != ENOTDIR)
      reason = errno;
    free(path);
    folder += length;
  }
  errno = reason;
  return NULL;
}

bool goes_in_circles(void) {
  const char *value = getenv(LEVELS);
  const int level = value ? atoi(value) + 1 : 1;
  char text[16];
  snprintf(text, sizeof text, "%d", level);
  setenv(LEVELS, text, 1);
  return level > MOST_LEVELS || level < 1;
}
