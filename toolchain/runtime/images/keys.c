/*
 * Finds images by what was compiled, whichever build of a module that was in.
 */
#include "images.h"
#include "runtime.h"

#include <string.h>

static uint32_t *place_of(const struct image_log *log, const uint8_t *key) {
  uint32_t place;
  memcpy(&place, key, sizeof place); /* a hash already */
  for (;; ++place) {
    uint32_t *offset = &log->by_key[place & (log->places - 1)];
    if (!*offset || memcmp(entry_of(log, *offset)->key, key, AUTOJIT_CONTENT_KEY_SIZE) == 0)
      return offset;
  }
}

static bool index_keys(struct image_log *log) {
  log->by_key = take_memory(log->places * sizeof *log->by_key);
  if (!log->by_key)
    return false;
  const struct autojit_log_entry *entry;
  for (size_t at = sizeof(struct autojit_log_header); at < log->size; at += entry->size) {
    entry = (const struct autojit_log_entry *)(log->bytes + at);
    *place_of(log, entry->key) = (uint32_t)(at / 8);
  }
  return true;
}

const void *find_by_key(struct image_log *log, const uint8_t *key, size_t *size) {
  if (!log->places || (!log->by_key && !index_keys(log)))
    return NULL;
  uint32_t offset = *place_of(log, key);
  const struct autojit_log_entry *entry = offset ? entry_of(log, offset) : NULL;
  if (!entry || !is_intact(entry))
    return NULL;
  *size = image_size(entry);
  return image_of(entry);
}
