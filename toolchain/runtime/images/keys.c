/*
 * Finds images by what was compiled, whichever build of a module that was in.
 */
#include "images.h"
#include "runtime.h"
#include "turn.h"

#include <string.h>

static uint32_t *place_of(const struct image_log *log, uint32_t *table, const uint8_t *key) {
  uint32_t place;
  memcpy(&place, key, sizeof place); /* a hash already */
  for (;; ++place) {
    uint32_t *index = &table[place & (log->places - 1)];
    if (!*index || memcmp(log->images[*index - 1].key, key, sizeof log->images->key) == 0)
      return index;
  }
}

static void fill_table(const struct image_log *log, uint32_t *table) {
  for (uint32_t i = 0; i < log->count; ++i)
    *place_of(log, table, log->images[i].key) = i + 1;
}

/* Null when there is no memory. */
static uint32_t *table_of(struct image_log *log) {
  if (!log->by_key && (log->by_key = take_from_pool(&log->pool, log->places * sizeof *log->by_key)))
    fill_table(log, log->by_key);
  return log->by_key;
}

/* Whether there is an entry with this key. */
static bool find_entry(struct image_log *log, const uint8_t *key, const struct autojit_log_entry **entry, struct read_entries *read) {
  uint32_t *table = log->count ? table_of(log) : NULL;
  const uint32_t index = table ? *place_of(log, table, autojit_index_key(key)) : 0, image = index - 1;
  return index && read_entries(log, &image, 1, entry, read) && *entry && memcmp((*entry)->key, key, sizeof(*entry)->key) == 0;
}

const void *find_by_key(struct image_log *log, const uint8_t *key, size_t *size) {
  static struct read_entries found[MOST_TURNS]; /* what was found is in here until the turn's next call */
  struct read_entries *last = &found[this_turn()];
  const struct autojit_log_entry *entry;
  give_entries_back(last);
  if (!find_entry(log, key, &entry, last))
    return NULL;
  *size = image_size(entry);
  return image_of(entry);
}
