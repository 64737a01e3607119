#include "entries.h"

#include "autojit/image-log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* No function's code is larger: a number beyond it is damage. */
enum { LARGEST = 1 << 28, MOST_REASONS = 10 };

bool read_entries(int from, struct entries *all) {
  size_t room = 0;
  for (;;) {
    if (all->size == room) {
      room = room ? 2 * room : 1 << 20;
      unsigned char *larger = realloc(all->bytes, room);
      if (!larger)
        return false;
      all->bytes = larger;
    }
    ssize_t got = read(from, all->bytes + all->size, room - all->size);
    if (got == 0)
      return true;
    if (got < 0 && errno != EINTR)
      return false;
    all->size += got > 0 ? (size_t)got : 0;
  }
}

struct entries next_entries(struct entries *all) {
  static const struct autojit_log_entry empty;
  struct entries one = {.bytes = all->bytes};
  size_t skipped = 0;
  while (one.size < all->size && !skipped) {
    const struct autojit_log_entry *entry = (const void *)(all->bytes + one.size);
    size_t left = all->size - one.size;
    if (left >= sizeof *entry && memcmp(entry, &empty, sizeof empty) == 0)
      skipped = sizeof empty;
    else if (left < sizeof *entry || !autojit_log_entry_makes_sense(entry) || entry->size > LARGEST)
      one.problem = "what came is no entry of an image log";
    else if (entry->size > left)
      one.problem = "the last entry was cut off";
    else
      one.size += entry->size;
    if (one.problem)
      skipped = left;
  }
  all->bytes += one.size + skipped;
  all->size -= one.size + skipped;
  return one;
}

bool take_entries(const struct autojit_fill_v1 *runtime, struct autojit_object *object, bool may_be_earlier, const struct entries *entries) {
  unsigned kept = 0, there = 0, refused = 0;
  const char *problem, *failed = entries->problem;
  bool has_log = true;
  const struct autojit_log_entry *entry;
  for (size_t at = 0; has_log && at < entries->size; at += entry->size) {
    entry = (const void *)(entries->bytes + at);
    switch (runtime->take(object, entry, entry->size, may_be_earlier, &problem)) {
    case AUTOJIT_FILL_MADE:
      ++kept;
      break;
    case AUTOJIT_FILL_THERE:
      ++there;
      break;
    case AUTOJIT_FILL_REFUSED:
      if (refused++ < MOST_REASONS)
        fprintf(stderr, "autojit-fill: function %u of module %02x%02x%02x%02x… was refused: %s\n", entry->slot, entry->module[0], entry->module[1],
                entry->module[2], entry->module[3], problem);
      break;
    case AUTOJIT_FILL_NO_LOG:
      failed = "images cannot be kept: neither the program's store nor the user's can be written, or AUTOJIT_IMAGES is off";
      has_log = false;
      break;
    }
  }
  printf("%u kept, %u there before, %u refused\n", kept, there, refused);
  if (failed)
    fprintf(stderr, "autojit-fill: %s\n", failed);
  return !failed;
}
