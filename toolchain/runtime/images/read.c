/*
 * Reads logs: which functions of the modules that are linked now they have, and where.
 */
#define _GNU_SOURCE
#include "autojit/build-id.h"
#include "images.h"
#include "owner.h"
#include "runtime.h"
#include "system.h"
#include "tiers/tiers.h"
#include "turn.h"

#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { MUCH = 16 << 20, USE_IS_NOTED_AFTER = 3600, MUCH_WITHOUT_INDEX = 64 << 10 };

/* Ids are hashes already: any part of one serves. */
static uint32_t start_of(const uint8_t *id, uint32_t slot) {
  uint32_t part;
  memcpy(&part, id, sizeof part);
  return part + slot * 0x9e3779b1u;
}

/* Which of the linked modules has an id; a hash table, since a program may have thousands. */
struct linked {
  const struct autojit_record **table, *first;
  uint32_t places, count;
};

static bool index_modules(const struct autojit_object *object, struct linked *linked, struct pool *pool) {
  linked->first = object->first;
  linked->places = places_for((uint32_t)(object->end - object->first));
  linked->table = take_from_pool(pool, linked->places * sizeof *linked->table);
  if (!linked->table)
    return false;
  for (const struct autojit_record *module = object->first; is_record(object, module); ++module, ++linked->count) {
    uint32_t place = start_of(module->id, 0);
    while (linked->table[place & (linked->places - 1)])
      ++place;
    linked->table[place & (linked->places - 1)] = module;
  }
  return true;
}

/* The first of those with the same id, as everywhere (find_by_id). */
static const struct autojit_record *find_module(const struct linked *linked, const uint8_t *id) {
  const struct autojit_record *module;
  for (uint32_t place = start_of(id, 0); (module = linked->table[place & (linked->places - 1)]); ++place)
    if (memcmp(module->id, id, AUTOJIT_ID_SIZE) == 0)
      return module;
  return NULL;
}

bool is_log_header(const struct autojit_log_header *header) { return autojit_log_is_of(header, AUTOJIT_BUILD_ID); }

static uint32_t *place_of(const struct image_log *log, const struct autojit_record *module, uint32_t slot) {
  for (uint32_t place = start_of(module->id, slot);; ++place) {
    uint32_t *index = &log->by_function[place & (log->places - 1)];
    if (!*index || (module_of(log, *index - 1) == module && log->images[*index - 1].slot == slot))
      return index;
  }
}

uint32_t find_kept(const struct image_log *log, struct function_ref function) {
  if (!log->linked)
    return log->count;
  uint32_t index = *place_of(log, function.module, function.slot);
  return index ? index - 1 : log->count;
}

/* One of the files, on its way. */
struct part {
  struct index index;
  uint64_t size;                   /* of the file */
  uint64_t start, end;             /* of what no index describes: as far as it can be read */
  const uint8_t *bytes;            /* of that */
  uint32_t count;                  /* of its entries */
  bool other_version, was_shorter; /* not ours; another size than it had */
};

/* The entry at `at` of the file; null where the log ends or makes no sense. */
static const struct autojit_log_entry *entry_at(const struct part *part, uint64_t at) {
  const struct autojit_log_entry *entry = (const struct autojit_log_entry *)(part->bytes + (at - part->start));
  return is_entry(entry, at, part->size) ? entry : NULL;
}

/* What no index describes is read from end to end. */
static bool read_rest(struct log_file *file, struct part *part, struct pool *pool) {
  part->start = part->index.file >= 0 ? part->index.head.end : sizeof(struct autojit_log_header);
  part->bytes = (const uint8_t *)file->memory + part->start;
  size_t rest = part->size - part->start;
  if (file->mapped && part->index.file >= 0) {
    uint8_t *copy = take_from_pool(pool, rest);
    if (!copy || (rest && !copy_from_file(file, &(struct file_part){part->start, rest}, 1, copy)))
      return false;
    part->bytes = copy;
  }
  part->count = 0;
  part->end = part->start;
  for (const struct autojit_log_entry *entry; (entry = entry_at(part, part->end)); part->end += entry->size)
    ++part->count;
  return true;
}

/* Least recently used logs go first, and reading is a use. */
static void note_use(int file, const struct stat *info) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (now.tv_sec - info->st_mtim.tv_sec > USE_IS_NOTED_AFTER)
    futimens(file, NULL);
}

/* An open file that is one of ours to read. */
static void read_file(struct log_file *log, struct part *part, int file, const char *path, const struct autojit_record *owner, bool use_index,
                      struct pool *pool) {
  struct autojit_log_header header;
  if (part->size < sizeof header || pread(file, &header, sizeof header, 0) != sizeof header)
    return;
  part->other_version = !is_log_header(&header);
  if (part->other_version)
    return;
  if (use_index && part->size > AUTOJIT_SMALL_LOG)
    part->index = open_index(path, header.identity, part->size, owner);
  take_file(log, file, part->size, part->index.file >= 0);
  if (!log->memory || !read_rest(log, part, pool)) {
    close_index(&part->index);
    give_file_back(log);
  }
}

/* False when the file is not ours. */
static bool read_own(struct image_log *log, struct part *part, bool use_index) {
  struct stat info;
  int file = open_log_to_read(log->path, &info);
  if (file < 0)
    return true;
  bool ours = is_our_log(&info);
  if (ours) {
    part->size = (uint64_t)info.st_size;
    read_file(&log->files[OWN], part, file, log->path, NULL, use_index, &log->pool);
    if (log->files[OWN].memory) {
      log->others = (struct other_images){.seen = {info.st_ino, info.st_size}};
      note_use(file, &info);
    }
  }
  system_close(file);
  return ours;
}

/* What the program's owner, or root, had made ahead or kept. */
static void read_shared(struct image_log *log, struct part *part, const char *path, const struct autojit_record *module, bool use_index) {
  struct stat info;
  int file = open_log_to_read(path, &info);
  if (file < 0)
    return;
  part->size = (uint64_t)info.st_size;
  if (is_trusted(&info, module))
    read_file(&log->files[SHARED], part, file, path, module, use_index, &log->pool);
  system_close(file);
}

static kept_image describe(const struct autojit_log_entry *entry, uint64_t at, uint32_t module) {
  kept_image image = {.module = module, .slot = entry->slot, .at = (uint32_t)(at / 8), .size = entry->size / 8, .runs = 1ull << AUTOJIT_INDEX_RUNS};
  memcpy(image.key, autojit_index_key(entry->key), sizeof image.key);
  return image;
}

/* Modules have numbers: those of the indices, then those that are linked. False when the index is damaged. */
static bool describe_part(struct image_log *log, const struct linked *linked, uint32_t first_linked, struct part *part) {
  const struct autojit_index_header *head = &part->index.head;
  if (part->index.file >= 0) {
    uint8_t *ids = take_from_pool(&log->pool, (size_t)head->modules * AUTOJIT_ID_SIZE);
    kept_image *entries = log->images + log->count;
    if (!ids || !read_index(&part->index, ids, entries))
      return false;
    for (uint32_t i = 0; i < head->entries; ++i)
      entries[i].module += log->module_count;
    for (uint32_t i = 0; i < head->modules; ++i)
      log->modules[log->module_count + i] = find_module(linked, ids + (size_t)i * AUTOJIT_ID_SIZE);
    log->module_count += head->modules;
    log->count += head->entries;
  }
  uint64_t at = part->start;
  for (uint32_t i = 0; i < part->count; ++i, ++log->count) {
    const struct autojit_log_entry *entry = entry_at(part, at);
    const struct autojit_record *module = find_module(linked, entry->module);
    log->images[log->count] = describe(entry, at, module ? first_linked + (uint32_t)(module - linked->first) : NO_MODULE);
    at += entry->size;
  }
  return true;
}

static bool is_draft(const kept_image *image) { return image->key[sizeof image->key - 1] & 1; }
static bool rules_reload_out(const kept_image *image) { return image->key[sizeof image->key - 1] & 2; }

/* Whether processes like this one run such an image. */
static bool serves_here(const kept_image *image) { return (tiers_are_on() || !is_draft(image)) && !(is_reloadable() && rules_reload_out(image)); }

bool is_as_good(const struct image_log *log, uint32_t image, bool draft) { return image < log->count && (draft || !is_draft(&log->images[image])); }

/* Finds the functions; the last entry of each counts, but no draft if there is a final. Returns how many bytes of our own log are of use. */
static uint64_t link_images(struct image_log *log) {
  uint64_t useful = 0;
  for (uint32_t i = 0; i < log->count; ++i) {
    kept_image *image = &log->images[i];
    const struct autojit_record *module = module_of(log, i);
    log->has_finals |= !is_draft(image);
    if (!module || image->slot >= module->slot_count || !serves_here(image)) {
      image->module = NO_MODULE;
      continue;
    }
    uint32_t *index = place_of(log, module, image->slot);
    if (*index && is_draft(image) && !is_draft(&log->images[*index - 1])) { /* by a process that did not see the final yet */
      image->module = NO_MODULE;
      continue;
    }
    if (*index) {
      if (owner_of(log, *index - 1) == owner_of(log, i)) /* the runs that needed the draft need the final */
        image->runs |= log->images[*index - 1].runs;
      useful -= owner_of(log, *index - 1) == OWN ? log->images[*index - 1].size : 0;
      log->images[*index - 1].module = NO_MODULE;
    } else {
      ++log->linked;
    }
    useful += owner_of(log, i) == OWN ? image->size : 0;
    *index = i + 1;
  }
  return 8 * useful;
}

/* All of it will be written to: the kernel does that at once for less than one by one. One that does not know how does nothing. */
static void *take_all_from_pool(struct pool *pool, size_t size) {
  enum { MADV_POPULATE_WRITE_ = 23, PAGE = 4096, WORTH_IT = 16 * PAGE };
  void *memory = take_from_pool(pool, size);
  uintptr_t start = (uintptr_t)memory & ~(uintptr_t)(PAGE - 1);
  if (memory && size >= WORTH_IT)
    madvise((void *)start, (uintptr_t)memory + size - start, MADV_POPULATE_WRITE_);
  return memory;
}

/* Sets `useful` to how many bytes of our own log are. False when there is no memory, or an index is damaged. */
static bool describe_images(struct image_log *log, const struct autojit_object *object, struct part parts[OWNERS], uint64_t *useful) {
  struct linked linked = {0};
  uint32_t modules = 0, count = 0;
  for (enum log_owner owner = SHARED; owner < OWNERS; ++owner) {
    bool indexed = parts[owner].index.file >= 0;
    modules += indexed ? parts[owner].index.head.modules : 0;
    count += parts[owner].count + (indexed ? parts[owner].index.head.entries : 0);
  }
  log->places = places_for(count);
  log->images = take_all_from_pool(&log->pool, count * sizeof *log->images);
  log->by_function = take_all_from_pool(&log->pool, log->places * sizeof *log->by_function);
  if (!log->images || !log->by_function || !index_modules(object, &linked, &log->pool) ||
      !(log->modules = take_from_pool(&log->pool, (modules + linked.count) * sizeof *log->modules)))
    return false;
  if (!describe_part(log, &linked, modules, &parts[SHARED]))
    return false;
  log->first_own = log->count;
  if (!describe_part(log, &linked, modules, &parts[OWN]))
    return false;
  for (uint32_t i = 0; i < linked.count; ++i)
    log->modules[modules + i] = &linked.first[i];
  log->module_count = modules + linked.count;
  *useful = link_images(log);
  return true;
}

static void forget_images(struct image_log *log) {
  for (enum log_owner owner = SHARED; owner < OWNERS; ++owner)
    give_file_back(&log->files[owner]);
  empty_pool(&log->pool);
}

/* Whether so much of our own log has no index that the next run is worth a new one. */
static bool wants_index(const struct part *own) {
  uint64_t rest = own->end - own->start;
  return rest > MUCH_WITHOUT_INDEX && rest > own->size / 8;
}

/* False when it is to be tried again, without indices. */
static bool try_to_read(struct image_log *log, const struct autojit_object *object, const char *shared, bool use_index) {
  struct part parts[OWNERS] = {{.index.file = -1}, {.index.file = -1}}, *own = &parts[OWN];
  uint64_t useful = 0;
  if (*shared)
    read_shared(log, &parts[SHARED], shared, object->first, use_index);
  if (*log->path && !read_own(log, own, use_index))
    log->path[0] = 0;
  bool any = log->files[SHARED].memory || log->files[OWN].memory, described = any && describe_images(log, object, parts, &useful);
  for (enum log_owner owner = SHARED; owner < OWNERS; ++owner)
    close_index(&parts[owner].index);
  if (any && !described) {
    log->count = log->linked = log->module_count = log->first_own = 0;
    if (use_index) {
      forget_images(log);
      log->others = (struct other_images){0};
      return false;
    }
  }
  if (own->other_version ||
      (log->files[OWN].memory && described && (own->end != own->size || (own->end - useful > MUCH && own->end - useful > 3 * useful))))
    replace_log(log);
  else if (log->files[OWN].memory && wants_index(own))
    put_index(log, false);
  return true;
}

static void read_logs(struct image_log *log, const struct autojit_object *object) {
  char shared[4096];
  locate_logs(object, log, shared);
  if (!try_to_read(log, object, shared, true))
    try_to_read(log, object, shared, false);
}

/* Logs of objects that were closed serve others. */
static struct image_log *logs;

static struct image_log *take_log(struct autojit_object *object) {
  struct image_log *log = logs;
  while (log && log->object)
    log = log->older;
  if (!log) {
    log = take_memory(sizeof *log);
    if (!log)
      return NULL;
    log->older = logs;
    logs = log;
  }
  log->object = object;
  return log;
}

struct image_log *first_log(void) { return logs; }

void keep_no_more(struct image_log *log) { __atomic_store_n(log->path, 0, __ATOMIC_RELAXED); }

void keep_nothing(void) {
  for (struct image_log *log = logs; log; log = log->older)
    keep_no_more(log);
}

void hold_logs(void) {
  for (struct image_log *log = logs; log; log = log->older)
    for (enum log_owner owner = SHARED; owner < OWNERS; ++owner)
      hold_file(&log->files[owner]);
}

struct image_log *log_of(struct autojit_object *object) {
  if (debugger_came_late())
    return NULL;
  if (!object->images) {
    struct image_log *log = take_log(object);
    if (log)
      read_logs(log, object);
    object->images = log;
  }
  return object->images;
}

void forget_log(const struct autojit_object *object) {
  static struct autojit_object in_use;
  for (struct image_log *log = logs; log; log = log->older)
    if (log->object == object && busy_turns()) {
      log->object = &in_use; /* an engine may look into it still, for a caller that left: what it has stays */
      keep_no_more(log);     /* but its modules are gone: nothing is learned from it, or added to it */
    } else if (log->object == object) {
      forget_images(log);
      *log = (struct image_log){.older = log->older};
    }
}
