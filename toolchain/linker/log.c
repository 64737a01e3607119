#define _GNU_SOURCE
#include "log.h"

#include "text.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *quoted(const char *text) {
  char *result = allocate(6 * strlen(text) + 2), *to = result;
  *to++ = '"';
  for (; *text; ++text) {
    unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\')
      *to++ = '\\';
    if (c >= ' ')
      *to++ = (char)c;
    else {
      char *escape = format("\\u%04x", c);
      to = stpcpy(to, escape);
      free(escape);
    }
  }
  *to = '"';
  return result;
}

void log_link(const char *output, const char *reason) {
  const char *path = getenv("AUTOJIT_LINK_LOG");
  if (!path || !*path)
    return;
  char *name = quoted(output), *why = reason ? quoted(reason) : NULL;
  char *line = why ? format("{\"output\":%s,\"linked\":%s}\n", name, why) : format("{\"output\":%s,\"skipped\":true}\n", name);
  int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) {
    ssize_t written = write(file, line, strlen(line)); /* one write, one line: builds link side by side */
    (void)written;                                     /* a count for people; no build fails by it */
    close(file);
  }
  free(line);
  free(name);
  free(why);
}
