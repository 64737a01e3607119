/*
 * Writes the index of a log, and remembers in it which functions this run needed: those that have code when it ends. Only a run that was like no
 * other before is worth that: one that made functions, that asked for more than a few which no run alike had needed (warm.c), or that needed less
 * than half of what runs alike had.
 *
 * Everything is read again, since other processes may have written since. Two that write at once lose what one of them knew, no more.
 */
#define _GNU_SOURCE
#include "at-load.h"
#include "choices.h"
#include "images.h"
#include "objects.h"
#include "process.h"
#include "stack.h"
#include "system.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FEW_SURPRISES = 4, FIRST_MADE = 256 };

/* An index on its way. */
struct draft {
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

static uint8_t *id_of(const struct draft *draft, uint32_t module) { return draft->ids + (size_t)module * AUTOJIT_ID_SIZE; }

static uint32_t *place_of_id(const struct draft *draft, const uint8_t *id) {
  for (uint32_t place = word_of(id);; ++place) {
    uint32_t *index = &draft->by_id[place & (draft->id_places - 1)];
    if (!*index || memcmp(id_of(draft, *index - 1), id, AUTOJIT_ID_SIZE) == 0)
      return index;
  }
}

static uint32_t *place_of_function(const struct draft *draft, uint32_t module, uint32_t slot) {
  for (uint32_t place = word_of(id_of(draft, module)) + slot * 0x9e3779b1u;; ++place) {
    uint32_t *index = &draft->by_function[place & (draft->places - 1)];
    if (!*index || (draft->entries[*index - 1].module == module && draft->entries[*index - 1].slot == slot))
      return index;
  }
}

static uint32_t number_of(struct draft *draft, const uint8_t *id) {
  uint32_t *index = place_of_id(draft, id);
  if (!*index) {
    memcpy(id_of(draft, draft->head.modules), id, AUTOJIT_ID_SIZE);
    *index = ++draft->head.modules;
  }
  return *index - 1;
}

/* An entry that the index did not have; the runs of one that it replaces are its own. */
static void add_entry(struct draft *draft, const struct autojit_log_entry *entry, uint64_t at) {
  const uint32_t module = number_of(draft, entry->module);
  uint32_t *index = place_of_function(draft, module, entry->slot);
  kept_image *image = *index ? &draft->entries[*index - 1] : &draft->entries[draft->head.entries];
  if (!*index) {
    *image = (kept_image){.module = module, .slot = entry->slot};
    *index = ++draft->head.entries;
  }
  image->at = (uint32_t)(at / 8);
  image->size = entry->size / 8;
  memcpy(image->key, entry->key, sizeof image->key);
}

/* The entry at `at`; null where the file ends or makes no sense. */
static const struct autojit_log_entry *entry_at(const struct log_file *file, uint64_t at) {
  const struct autojit_log_entry *entry = (const struct autojit_log_entry *)((const uint8_t *)file->memory + at);
  if (file->size - at < sizeof *entry || entry->size < sizeof *entry || entry->size % 8 || entry->size > file->size - at ||
      (at + entry->size) / 8 > UINT32_MAX)
    return NULL;
  return entry;
}

static uint32_t places_for(uint32_t count) {
  uint32_t places = 16;
  while (places < 2 * count)
    places *= 2;
  return places;
}

/* Room for what the index has and for as many more of each. */
static bool make_room(struct draft *draft, uint32_t more) {
  const uint32_t modules = draft->head.modules + more, entries = draft->head.entries + more;
  draft->id_places = places_for(modules);
  draft->places = places_for(entries);
  draft->ids = take_from_pool(&draft->pool, (size_t)modules * AUTOJIT_ID_SIZE);
  draft->entries = take_from_pool(&draft->pool, entries * sizeof *draft->entries);
  draft->by_id = take_from_pool(&draft->pool, draft->id_places * sizeof *draft->by_id);
  draft->by_function = take_from_pool(&draft->pool, draft->places * sizeof *draft->by_function);
  return draft->ids && draft->entries && draft->by_id && draft->by_function;
}

/* The file holds what follows `start`, in memory. */
static bool begin_draft(struct draft *draft, struct index *index, const struct log_file *rest, uint64_t start) {
  uint32_t more = 0;
  uint64_t at = 0;
  for (const struct autojit_log_entry *entry; (entry = entry_at(rest, at)); at += entry->size)
    ++more;
  if (index->file >= 0)
    draft->head = index->head;
  if (!make_room(draft, more))
    return false;
  if (index->file >= 0 && !read_index(index, draft->ids, draft->entries))
    return false;
  for (uint32_t i = 0; i < draft->head.modules; ++i)
    *place_of_id(draft, id_of(draft, i)) = i + 1;
  for (uint32_t i = 0; i < draft->head.entries; ++i)
    *place_of_function(draft, draft->entries[i].module, draft->entries[i].slot) = i + 1;
  at = 0;
  for (const struct autojit_log_entry *entry; (entry = entry_at(rest, at)); at += entry->size)
    add_entry(draft, entry, start + at);
  draft->head.end = start + at;
  return true;
}

static uint32_t take_run(struct draft *draft) {
  uint32_t run = draft->head.next_run % AUTOJIT_INDEX_RUNS;
  draft->head.next_run = (run + 1) % AUTOJIT_INDEX_RUNS;
  for (uint32_t i = 0; i < draft->head.entries; ++i)
    draft->entries[i].runs &= ~(1ull << run);
  return run;
}

/* The functions that have code in this process. */
static void mark_run(struct draft *draft, const struct autojit_object *object, uint32_t run) {
  for (const struct autojit_record *module = object->first; is_record(object, module); ++module) {
    const uint32_t number = *place_of_id(draft, module->id);
    for (uint32_t slot = 0; number && module->magic == AUTOJIT_RECORD_MAGIC && slot < module->slot_count; ++slot) {
      const uint32_t index = __atomic_load_n(slots_of(module) + slot, __ATOMIC_RELAXED) ? *place_of_function(draft, number - 1, slot) : 0;
      if (index)
        draft->entries[index - 1].runs |= 1ull << run;
    }
  }
}

/* What others made and no run is known for is taken for one run. */
static void mark_orphans(struct draft *draft) {
  uint32_t run = AUTOJIT_INDEX_RUNS;
  for (uint32_t i = 0; i < draft->head.entries; ++i)
    if (!draft->entries[i].runs) {
      run = run == AUTOJIT_INDEX_RUNS ? take_run(draft) : run;
      draft->entries[i].runs = 1ull << run;
    }
}

static bool write_index(int file, const void *what) {
  const struct draft *draft = what;
  return write_whole(file, &draft->head, sizeof draft->head) && write_whole(file, draft->ids, (size_t)draft->head.modules * AUTOJIT_ID_SIZE) &&
         write_whole(file, draft->entries, draft->head.entries * sizeof *draft->entries);
}

static void finish_draft(struct draft *draft, struct image_log *log, const struct autojit_log_header *header, bool learn) {
  char path[sizeof log->path];
  if (learn) {
    /* A run that was remembered before it ended has its bit still, unless that many have come since. */
    if (!log->run)
      log->run = take_run(draft) + 1;
    mark_run(draft, log->object, log->run - 1);
  }
  mark_orphans(draft);
  draft->head.magic = AUTOJIT_INDEX_MAGIC;
  draft->head.version = AUTOJIT_INDEX_VERSION;
  draft->head.log = header->identity;
  draft->head.checksum = checksum_of_index(&draft->head, draft->ids, draft->entries);
  if (put_index_path(log->path, path))
    put_beside(log, path, write_index, draft, 0);
}

/* `file` is the log, which is ours. */
static void put_index_of(struct image_log *log, int file, const struct stat *info, bool learn) {
  struct autojit_log_header header;
  if (pread(file, &header, sizeof header, 0) != sizeof header || !is_log_header(&header))
    return;
  struct draft draft = {.log = log};
  struct index index = open_index(log->path, header.identity, (uint64_t)info->st_size, NULL);
  const uint64_t start = index.file >= 0 ? index.head.end : sizeof header;
  struct log_file rest = {.size = (size_t)((uint64_t)info->st_size - start)};
  rest.memory = take_from_pool(&draft.pool, rest.size);
  if (rest.memory && pread(file, rest.memory, rest.size, (off_t)start) == (ssize_t)rest.size && begin_draft(&draft, &index, &rest, start))
    finish_draft(&draft, log, &header, learn);
  close_index(&index);
  empty_pool(&draft.pool);
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
  return missing > here;
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
    log->made = log->surprises = log->run = 0;
}

static void *look_for_closed(void *unused) {
  look_for_closed_objects();
  return unused;
}

/* Nothing of a library that was closed can be read any more. */
static void *learn_all(void *unused) {
  for (struct image_log *log = first_log(); log; log = log->older)
    if (log->object && !was_closed(log->object) && is_worth_learning(log))
      put_index(log, true);
  return unused;
}

static void learn_at_exit(int status, void *unused) {
  (void)status;
  (void)unused;
  struct thread_choices choices;
  if (is_own_work() || is_passing_child())
    return;
  hold_off(&choices);
  if (begin_loading()) {
    run_on_new_stack(look_for_closed, NULL);
    end_loading();
    take_lock();
    run_on_new_stack(learn_all, NULL);
    release_lock();
  }
  let_in(&choices);
}

static void learn_later(void) { on_exit(learn_at_exit, NULL); }
AT_LOAD(learn_later);
