#include "kept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int write_all(int file, const char *data, size_t size) {
  while (size > 0) {
    ssize_t done = write(file, data, size);
    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0)
      return -1;
    data += done;
    size -= (size_t)done;
  }
  return 0;
}

int kept_open(struct kept *kept, const char *path) {
  kept->bytes = 0;
  kept->file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  return kept->file < 0 ? -1 : 0;
}

static void add_to_end(struct kept *kept, const char *data, size_t size) {
  if (size > KEPT_END) {
    kept->bytes += size - KEPT_END;
    data += size - KEPT_END;
    size = KEPT_END;
  }
  size_t at = (size_t)((kept->bytes - KEPT_BEGINNING) % KEPT_END);
  size_t first = KEPT_END - at < size ? KEPT_END - at : size;
  memcpy(kept->end + at, data, first);
  memcpy(kept->end, data + first, size - first);
  kept->bytes += size;
}

void kept_add(struct kept *kept, const char *data, size_t size) {
  if (kept->file < 0)
    return;
  if (kept->bytes < KEPT_BEGINNING) {
    size_t room = KEPT_BEGINNING - (size_t)kept->bytes;
    size_t now = size < room ? size : room;
    if (write_all(kept->file, data, now)) {
      close(kept->file);
      kept->file = -1;
      return;
    }
    kept->bytes += now;
    data += now;
    size -= now;
  }
  if (size > 0)
    add_to_end(kept, data, size);
}

void kept_close(struct kept *kept) {
  if (kept->file < 0)
    return;
  uint64_t behind = kept->bytes > KEPT_BEGINNING ? kept->bytes - KEPT_BEGINNING : 0;
  size_t size = behind < KEPT_END ? (size_t)behind : KEPT_END;
  size_t at = behind < KEPT_END ? 0 : (size_t)(behind % KEPT_END);
  if (behind > size) {
    char line[96];
    int length = snprintf(line, sizeof line, "\n[autojit: %llu bytes in the middle are not kept]\n", (unsigned long long)(behind - size));
    write_all(kept->file, line, (size_t)length);
  }
  write_all(kept->file, kept->end + at, size - at);
  write_all(kept->file, kept->end, at);
  close(kept->file);
}
