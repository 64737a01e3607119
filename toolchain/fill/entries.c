#include "entries.h"

#include "autojit/image-log.h"

#include <stdlib.h>

/* No function's code is larger: a number beyond it is damage. */
enum { LARGEST = 1 << 28, MOST_REASONS = 10 };

/* The next entry, until the one after it is read; null at the end, or with the reason. */
static struct autojit_log_entry *read_entry(FILE *from, const char **problem) {
  static struct autojit_log_entry *buffer;
  static size_t room;
  struct autojit_log_entry head;
  size_t got = fread(&head, 1, sizeof head, from);
  *problem = NULL;
  if (got == 0)
    return NULL;
  *problem = "what came is no entry of an image log";
  if (got != sizeof head || head.size < sizeof head || head.size % 8 || head.size > LARGEST)
    return NULL;
  if (head.size > room) {
    free(buffer);
    room = 2 * (size_t)head.size;
    buffer = malloc(room);
  }
  if (!buffer) {
    *problem = "there is no memory";
    return NULL;
  }
  *buffer = head;
  size_t rest = head.size - sizeof head;
  if (fread(buffer + 1, 1, rest, from) == rest)
    return buffer;
  *problem = "the last entry was cut off";
  return NULL;
}

bool take_entries(const struct autojit_fill_v1 *runtime, struct autojit_object *object, bool may_be_earlier, FILE *from) {
  unsigned kept = 0, there = 0, refused = 0;
  const char *problem;
  bool has_log = true;
  for (const struct autojit_log_entry *entry; has_log && (entry = read_entry(from, &problem));)
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
      problem = "images cannot be kept: neither the program's store nor the user's can be written, or AUTOJIT_IMAGES is off";
      has_log = false;
      break;
    }
  printf("%u kept, %u there before, %u refused\n", kept, there, refused);
  if (problem)
    fprintf(stderr, "autojit-fill: %s\n", problem);
  return !problem;
}
