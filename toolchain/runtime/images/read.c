/*
 * Reads a log: maps it, walks its entries, and remembers which of them are functions of the modules that are linked now.
 *
 * The file is mapped, so it must not shrink while a program runs: nobody ever cuts a log, they are replaced.
 */
#define _GNU_SOURCE
#include "autojit/build-id.h"
#include "images.h"
#include "runtime.h"
#include "system.h"

#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { MUCH = 16 << 20, USE_IS_NOTED_AFTER = 3600 };

/* Ids are hashes already: any part of one serves. */
static uint32_t start_of(const uint8_t *id, uint32_t slot) {
  uint32_t part;
  memcpy(&part, id, sizeof part);
  return part + slot * 0x9e3779b1u;
}

/* Which of the linked modules has an id; a hash table, since a program may have thousands. */
struct modules {
  const struct autojit_record **table;
  uint32_t places;
};

static uint32_t places_for(uint32_t count) {
  uint32_t places = 16;
  while (places < 2 * count)
    places *= 2;
  return places;
}

static bool index_modules(const struct autojit_object *object, struct modules *modules) {
  modules->places = places_for((uint32_t)(object->end - object->first));
  modules->table = take_memory(modules->places * sizeof *modules->table);
  if (!modules->table)
    return false;
  for (const struct autojit_record *module = object->first; is_record(object, module); ++module) {
    uint32_t place = start_of(module->id, 0);
    while (modules->table[place & (modules->places - 1)])
      ++place;
    modules->table[place & (modules->places - 1)] = module;
  }
  return true;
}

/* The first of those with the same id, as everywhere (find_by_id). */
static const struct autojit_record *find_module(const struct modules *modules, const uint8_t *id) {
  const struct autojit_record *module;
  for (uint32_t place = start_of(id, 0); (module = modules->table[place & (modules->places - 1)]); ++place)
    if (memcmp(module->id, id, AUTOJIT_ID_SIZE) == 0)
      return module;
  return NULL;
}

static bool is_header(const struct autojit_log_header *header) {
  return header->magic == AUTOJIT_LOG_MAGIC && header->version == AUTOJIT_LOG_VERSION && memcmp(header->build, AUTOJIT_BUILD_ID, 32) == 0;
}

/* The entry at `at`; null where the log ends or makes no sense. */
static const struct autojit_log_entry *entry_at(const struct image_log *log, size_t at) {
  const struct autojit_log_entry *entry = (const struct autojit_log_entry *)(log->bytes + at);
  if (log->size - at < sizeof *entry || entry->size < sizeof *entry || entry->size % 8 || entry->size > log->size - at)
    return NULL;
  return entry;
}

static uint32_t *place_of(const struct image_log *log, const struct autojit_record *module, uint32_t slot) {
  for (uint32_t place = start_of(module->id, slot);; ++place) {
    uint32_t *index = &log->by_function[place & (log->places - 1)];
    if (!*index || (log->images[*index - 1].module == module && log->images[*index - 1].entry->slot == slot))
      return index;
  }
}

uint32_t find_kept(const struct image_log *log, struct function_ref function) {
  if (!log->count)
    return 0;
  uint32_t index = *place_of(log, function.module, function.slot);
  return index ? index - 1 : log->count;
}

static uint32_t count_entries(const struct image_log *log, size_t *end) {
  uint32_t count = 0;
  const struct autojit_log_entry *entry;
  for (*end = sizeof(struct autojit_log_header); (entry = entry_at(log, *end)); *end += entry->size)
    ++count;
  return count;
}

/* Sets `replace` when much of the log is of no use, or its end cannot be read. */
static bool index_entries(struct image_log *log, const struct autojit_object *object, bool *replace) {
  size_t end, useful = 0;
  uint32_t entries = count_entries(log, &end);
  struct modules modules;
  log->places = places_for(entries);
  log->images = take_memory(entries * sizeof *log->images);
  log->by_function = take_memory(log->places * sizeof *log->by_function);
  if (!log->images || !log->by_function || !index_modules(object, &modules))
    return false;
  const struct autojit_log_entry *entry;
  for (size_t at = sizeof(struct autojit_log_header); at < end; at += entry->size) {
    entry = (const struct autojit_log_entry *)(log->bytes + at);
    const struct autojit_record *module = find_module(&modules, entry->module);
    if (!module || entry->slot >= module->slot_count)
      continue;
    uint32_t *index = place_of(log, module, entry->slot);
    if (!*index) {
      useful += entry->size;
      log->images[log->count] = (struct kept_image){.module = module};
      *index = ++log->count;
    }
    log->images[*index - 1].entry = entry;
  }
  *replace = end != log->size || (end - useful > MUCH && end - useful > 3 * useful);
  log->size = end;
  return true;
}

/* Least recently used logs go first, and reading is a use. */
static void note_use(int file, const struct stat *info) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (now.tv_sec - info->st_mtim.tv_sec > USE_IS_NOTED_AFTER)
    futimens(file, NULL);
}

/* Code comes from here: only a file that is ours and that nobody else can write. */
static bool map_log(struct image_log *log) {
  int file = (int)system_call(SYS_openat, AT_FDCWD, (long)log->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW, 0);
  if (file < 0)
    return true;
  struct stat info;
  bool ours = fstat(file, &info) == 0 && S_ISREG(info.st_mode) && info.st_uid == geteuid() && !(info.st_mode & (S_IWGRP | S_IWOTH));
  if (ours && (size_t)info.st_size >= sizeof(struct autojit_log_header)) {
    void *bytes = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes != MAP_FAILED) {
      log->others = (struct other_images){.inode = info.st_ino, .end = info.st_size};
      log->bytes = bytes;
      log->size = (size_t)info.st_size;
      note_use(file, &info);
    }
  }
  system_close(file);
  return ours;
}

static void read_log(struct image_log *log, const struct autojit_object *object) {
  if (!locate_log(object, log->path, sizeof log->path) || !map_log(log)) {
    log->path[0] = 0;
    return;
  }
  bool replace = false;
  if (log->bytes && !is_header((const struct autojit_log_header *)log->bytes))
    replace = true;
  else if (log->bytes && !index_entries(log, object, &replace))
    log->count = 0;
  if (replace)
    replace_log(log);
}

struct image_log *log_of(struct autojit_object *object) {
  if (!object->images) {
    struct image_log *log = take_memory(sizeof *log);
    if (log)
      read_log(log, object);
    object->images = log;
  }
  return object->images;
}

bool is_intact(const struct autojit_log_entry *entry) {
  uint32_t checksum[2];
  autojit_log_checksum(entry, checksum);
  return checksum[0] == entry->checksum[0] && checksum[1] == entry->checksum[1];
}
