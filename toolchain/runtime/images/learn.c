/*
 * Writes the index of a log, and remembers in it which functions this run needed: those that have code when it ends. Only a run that was like no
 * other before is worth that: one that made functions, that asked for more than a few which no run alike had needed (warm.c), or that needed less
 * than half of what runs alike had.
 *
 * Everything is read again, since other processes may have written since. Two that write at once lose what one of them knew, no more.
 */
#define _GNU_SOURCE
#include "images.h"
#include "objects.h"
#include "system.h"

#include <string.h>
#include <unistd.h>

enum { FEW_SURPRISES = 4, FIRST_MADE = 256 };

/* An index on its way. */
struct new_index {
  const struct image_log *log;
  struct autojit_index_header head;
  uint8_t *ids;
  kept_image *entries;
  uint32_t *by_id, *by_function; /* hash tables of indices plus one */
  uint32_t id_places, places;
  struct pool pool;
};

static uint32_t word_of(const uint8_t *id) {
  uint32_t word;
  memcpy(&word, id, sizeof word);
  return word;
}

static uint8_t *id_of(const struct new_index *made, uint32_t module) { return made->ids + (size_t)module * AUTOJIT_ID_SIZE; }

static uint32_t *place_of_id(const struct new_index *made, const uint8_t *id) {
  for (uint32_t place = word_of(id);; ++place) {
    uint32_t *index = &made->by_id[place & (made->id_places - 1)];
    if (!*index || memcmp(id_of(made, *index - 1), id, AUTOJIT_ID_SIZE) == 0)
      return index;
  }
}

static uint32_t *place_of_function(const struct new_index *made, uint32_t module, uint32_t slot) {
  for (uint32_t place = word_of(id_of(made, module)) + slot * 0x9e3779b1u;; ++place) {
    uint32_t *index = &made->by_function[place & (made->places - 1)];
    if (!*index || (made->entries[*index - 1].module == module && made->entries[*index - 1].slot == slot))
      return index;
  }
}

static uint32_t number_of(struct new_index *made, const uint8_t *id) {
  uint32_t *index = place_of_id(made, id);
  if (!*index) {
    memcpy(id_of(made, made->head.modules), id, AUTOJIT_ID_SIZE);
    *index = ++made->head.modules;
  }
  return *index - 1;
}

/* An entry that the index did not have; the runs of one that it replaces are its own. */
static void add_entry(struct new_index *made, const struct autojit_log_entry *entry, uint64_t at) {
  const uint32_t module = number_of(made, entry->module);
  uint32_t *index = place_of_function(made, module, entry->slot);
  kept_image *image = *index ? &made->entries[*index - 1] : &made->entries[made->head.entries];
  if (!*index) {
    *image = (kept_image){.module = module, .slot = entry->slot};
    *index = ++made->head.entries;
  }
  image->at = (uint32_t)(at / 8);
  image->size = entry->size / 8;
  memcpy(image->key, autojit_index_key(entry->key), sizeof image->key);
}

/* The entry at `at`; null where the file ends or makes no sense. */
static const struct autojit_log_entry *entry_at(const struct log_file *file, uint64_t at) {
  const struct autojit_log_entry *entry = (const struct autojit_log_entry *)((const uint8_t *)file->memory + at);
  return is_entry(entry, at, file->size) ? entry : NULL;
}

/* Room for what the index has and for as many more of each. */
static bool make_room(struct new_index *made, uint32_t more) {
  const uint32_t modules = made->head.modules + more, entries = made->head.entries + more;
  made->id_places = places_for(modules);
  made->places = places_for(entries);
  made->ids = take_from_pool(&made->pool, (size_t)modules * AUTOJIT_ID_SIZE);
  made->entries = take_from_pool(&made->pool, entries * sizeof *made->entries);
  made->by_id = take_from_pool(&made->pool, made->id_places * sizeof *made->by_id);
  made->by_function = take_from_pool(&made->pool, made->places * sizeof *made->by_function);
  return made->ids && made->entries && made->by_id && made->by_function;
}

/* The file holds what follows `start`, in memory. */
static bool begin_index(struct new_index *made, struct index *index, const struct log_file *rest, uint64_t start) {
  uint32_t more = 0;
  uint64_t at = 0;
  for (const struct autojit_log_entry *entry; (entry = entry_at(rest, at)); at += entry->size)
    ++more;
  if (index->file >= 0)
    made->head = index->head;
  if (!make_room(made, more))
    return false;
  if (index->file >= 0 && !read_index(index, made->ids, made->entries))
    return false;
  for (uint32_t i = 0; i < made->head.modules; ++i)
    *place_of_id(made, id_of(made, i)) = i + 1;
  for (uint32_t i = 0; i < made->head.entries; ++i)
    *place_of_function(made, made->entries[i].module, made->entries[i].slot) = i + 1;
  at = 0;
  for (const struct autojit_log_entry *entry; (entry = entry_at(rest, at)); at += entry->size)
    add_entry(made, entry, start + at);
  made->head.end = start + at;
  return true;
}

static uint32_t take_run(struct new_index *made) {
  uint32_t run = made->head.next_run % AUTOJIT_INDEX_RUNS;
  made->head.next_run = (run + 1) % AUTOJIT_INDEX_RUNS;
  for (uint32_t i = 0; i < made->head.entries; ++i)
    made->entries[i].runs &= ~(1ull << run);
  return run;
}

/* The functions that have code in this process. */
static void mark_run(struct new_index *made, const struct autojit_object *object, uint32_t run) {
  for (const struct autojit_record *module = object->first; is_record(object, module); ++module) {
    const uint32_t number = *place_of_id(made, module->id);
    for (uint32_t slot = 0; number && module->magic == AUTOJIT_RECORD_MAGIC && slot < module->slot_count; ++slot) {
      const uint32_t index = __atomic_load_n(slots_of(module) + slot, __ATOMIC_RELAXED) ? *place_of_function(made, number - 1, slot) : 0;
      if (index)
        made->entries[index - 1].runs |= 1ull << run;
    }
  }
}

/* What others made and no run is known for is taken for one run. */
static void mark_orphans(struct new_index *made) {
  uint32_t run = AUTOJIT_INDEX_RUNS;
  for (uint32_t i = 0; i < made->head.entries; ++i)
    if (!made->entries[i].runs) {
      run = run == AUTOJIT_INDEX_RUNS ? take_run(made) : run;
      made->entries[i].runs = 1ull << run;
    }
}

static bool write_index(int file, const void *what) {
  const struct new_index *made = what;
  return write_whole(file, &made->head, sizeof made->head) && write_whole(file, made->ids, (size_t)made->head.modules * AUTOJIT_ID_SIZE) &&
         write_whole(file, made->entries, made->head.entries * sizeof *made->entries);
}

static void finish_index(struct new_index *made, struct image_log *log, const struct autojit_log_header *header, bool learn) {
  char path[sizeof log->path];
  if (learn) {
    /* A run that was remembered before it ended has its bit still, unless that many have come since. */
    if (!log->run)
      log->run = take_run(made) + 1;
    mark_run(made, log->object, log->run - 1);
  }
  mark_orphans(made);
  made->head.magic = AUTOJIT_INDEX_MAGIC;
  made->head.version = AUTOJIT_INDEX_VERSION;
  made->head.log = header->identity;
  made->head.checksum = checksum_of_index(&made->head, made->ids, made->entries);
  if (put_index_path(log->path, path))
    put_beside(log, path, write_index, made, 0);
}

/* `file` is the log, which is ours. */
static void put_index_of(struct image_log *log, int file, const struct stat *info, bool learn) {
  struct autojit_log_header header;
  if (pread(file, &header, sizeof header, 0) != sizeof header || !is_log_header(&header))
    return;
  struct new_index made = {.log = log};
  struct index index = open_index(log->path, header.identity, (uint64_t)info->st_size, NULL);
  const uint64_t start = index.file >= 0 ? index.head.end : sizeof header;
  struct log_file rest = {.size = (size_t)((uint64_t)info->st_size - start)};
  rest.memory = take_from_pool(&made.pool, rest.size);
  if (rest.memory && pread(file, rest.memory, rest.size, (off_t)start) == (ssize_t)rest.size && begin_index(&made, &index, &rest, start))
    finish_index(&made, log, &header, learn);
  close_index(&index);
  empty_pool(&made.pool);
}

void put_index(struct image_log *log, bool learn) {
  struct stat info;
  int file = open_log_to_read(log->path, &info);
  if (file < 0)
    return;
  if (is_our_log(&info) && info.st_size > AUTOJIT_SMALL_LOG)
    put_index_of(log, file, &info, learn);
  system_close(file);
}

static bool needed_little(const struct image_log *log) {
  uint32_t here = 0, missing = 0;
  const uint64_t alike = log->alike[OWN];
  for (uint32_t i = log->first_own; alike && i < log->count; ++i) {
    const struct autojit_record *module = (log->images[i].runs & alike) == alike ? module_of(log, i) : NULL;
    bool is_here = module && __atomic_load_n(slots_of(module) + log->images[i].slot, __ATOMIC_RELAXED);
    here += is_here;
    missing += module && !is_here;
  }
  return log->asked && missing > here; /* children that are forked and end at once were no runs */
}

static bool is_worth_learning(const struct image_log *log) {
  return *log->path && (log->made || log->surprises > FEW_SURPRISES || needed_little(log));
}

/* Programs that are killed do not come to their end. */
void learn_if_due(struct image_log *log) {
  if (log->made >= FIRST_MADE && (log->made & (log->made - 1)) == 0)
    put_index(log, true);
}

void forget_run_after_fork(void) {
  for (struct image_log *log = first_log(); log; log = log->older)
    log->made = log->asked = log->surprises = log->run = 0;
}

/* Nothing of a library that was closed can be read any more. */
void learn_at_end(void) {
  for (struct image_log *log = first_log(); log; log = log->older)
    if (log->object && !was_closed(log->object) && is_worth_learning(log))
      put_index(log, true);
}
