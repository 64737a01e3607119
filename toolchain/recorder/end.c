#define _GNU_SOURCE
#include "end.h"
#include "kept.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int describe(char *text, size_t size, int status, int asked) {
  const char *stopped = asked ? ",\"stopped\":true" : "";
  if (!WIFSIGNALED(status))
    return snprintf(text, size, "{\"format\":\"autojit-end\",\"version\":1,\"exit\":%d%s}\n", WEXITSTATUS(status), stopped);
  const char *name = sigabbrev_np(WTERMSIG(status));
  return snprintf(text, size, "{\"format\":\"autojit-end\",\"version\":1,\"signal\":\"SIG%s\"%s}\n", name ? name : "RT", stopped);
}

void note_end(const char *path, int status, int asked) {
  char *temporary, text[128];
  const int length = describe(text, sizeof text, status, asked);
  if (asprintf(&temporary, "%s.new", path) < 0)
    return;
  int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) {
    free(temporary);
    return;
  }
  int written = write_all(file, text, (size_t)length);
  close(file);
  if (written == 0)
    rename(temporary, path);
  else
    unlink(temporary);
  free(temporary);
}
