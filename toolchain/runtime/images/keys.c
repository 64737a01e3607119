/*
 * Finds images by what was compiled, whichever build of a module that was in. Used by whoever has the turn, without the runtime's lock: it looks at
 * what the log was when it was read, which does not change, and the table is its own.
 */
#include "images.h"
#include "runtime.h"

#include <string.h>

static uint32_t *place_of(const struct image_log *log, const uint8_t *key) {
  uint32_t place;
  memcpy(&place, key, sizeof place); /* a hash already */
  for (;; ++place) {
    uint32_t *index = &log->by_key[place & (log->places - 1)];
    if (!*index || memcmp(log->images[*index - 1].key, key, sizeof log->images->key) == 0)
      return index;
  }
}

static bool index_keys(struct image_log *log) {
  void *table = take_from_pool(&log->keys_pool, log->places * sizeof *log->by_key);
  if (!table)
    return false;
  log->by_key = table;
  for (uint32_t i = 0; i < log->count; ++i)
    *place_of(log, log->images[i].key) = i + 1;
  return true;
}

const void *find_by_key(struct image_log *log, const uint8_t *key, size_t *size) {
  static struct read_entries last; /* what was found is in here until the next call */
  const struct autojit_log_entry *entry;
  give_entries_back(&last);
  if (!log->count || (!log->by_key && !index_keys(log)))
    return NULL;
  const uint32_t index = *place_of(log, autojit_index_key(key)), image = index - 1;
  if (!index || !read_entries(log, &image, 1, &entry, &last) || !entry || memcmp(entry->key, key, sizeof entry->key) != 0)
    return NULL;
  *size = image_size(entry);
  return image_of(entry);
}
