/*
 * Finds images by what was compiled, whichever build of a module that was in. Used by whoever has the turn, without the runtime's lock: it looks at
 * what the log was when it was read, which does not change, and the table is its own.
 */
#include "images.h"
#include "runtime.h"

#include <string.h>

static const struct autojit_log_entry **place_of(const struct image_log *log, const uint8_t *key) {
  uint32_t place;
  memcpy(&place, key, sizeof place); /* a hash already */
  for (;; ++place) {
    const struct autojit_log_entry **entry = &log->by_key[place & (log->places - 1)];
    if (!*entry || memcmp((*entry)->key, key, AUTOJIT_CONTENT_KEY_SIZE) == 0)
      return entry;
  }
}

static void index_file(struct image_log *log, const struct log_file *file) {
  for (const struct autojit_log_entry *entry = NULL; (entry = next_entry(file, entry));)
    *place_of(log, entry->key) = entry;
}

static bool index_keys(struct image_log *log) {
  void *table = take_from_pool(&log->keys_pool, log->places * sizeof *log->by_key);
  if (!table)
    return false;
  log->by_key = table;
  index_file(log, &log->shared);
  index_file(log, &log->own);
  return true;
}

const void *find_by_key(struct image_log *log, const uint8_t *key, size_t *size) {
  if (!log->places || (!log->by_key && !index_keys(log)))
    return NULL;
  const struct autojit_log_entry *entry = *place_of(log, key);
  if (!entry || !is_intact(entry))
    return NULL;
  *size = image_size(entry);
  return image_of(entry);
}
