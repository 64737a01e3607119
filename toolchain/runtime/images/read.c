/*
 * Reads logs: walks their entries, and remembers which of them are functions of the modules that are linked now.
 *
 * A file that is mapped must not shrink while a program runs, or reading it would be its end. We never cut a log, they are replaced; but anybody may
 * empty a file of his. So it is read, and only one that is larger than most is mapped.
 */
#define _GNU_SOURCE
#include "autojit/build-id.h"
#include "images.h"
#include "owner.h"
#include "runtime.h"
#include "system.h"
#include "turn.h"

#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { MUCH = 16 << 20, MOST_READ = 16 << 20, USE_IS_NOTED_AFTER = 3600 };

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

static bool index_modules(const struct autojit_object *object, struct modules *modules, struct pool *pool) {
  modules->places = places_for((uint32_t)(object->end - object->first));
  modules->table = take_from_pool(pool, modules->places * sizeof *modules->table);
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

bool is_log_header(const struct autojit_log_header *header) {
  return header->magic == AUTOJIT_LOG_MAGIC && header->version == AUTOJIT_LOG_VERSION && memcmp(header->build, AUTOJIT_BUILD_ID, 32) == 0;
}

/* The entry at `at`; null where the log ends or makes no sense. */
static const struct autojit_log_entry *entry_at(const struct log_file *file, size_t at) {
  const struct autojit_log_entry *entry = (const struct autojit_log_entry *)(file->bytes + at);
  if (file->size - at < sizeof *entry || entry->size < sizeof *entry || entry->size % 8 || entry->size > file->size - at)
    return NULL;
  return entry;
}

const struct autojit_log_entry *next_entry(const struct log_file *file, const struct autojit_log_entry *entry) {
  if (!file->bytes)
    return NULL;
  return entry_at(file, entry ? (size_t)((const uint8_t *)entry - file->bytes) + entry->size : sizeof(struct autojit_log_header));
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

/* Of the file, whose size ends with the last of them from then on. */
static uint32_t count_entries(struct log_file *file) {
  uint32_t count = 0;
  size_t end = sizeof(struct autojit_log_header);
  if (!file->bytes)
    return 0;
  for (const struct autojit_log_entry *entry; (entry = entry_at(file, end)); end += entry->size)
    ++count;
  file->size = end;
  return count;
}

/* Returns how many bytes of it are of use. */
static size_t index_file(struct image_log *log, const struct modules *modules, const struct log_file *file) {
  size_t useful = 0;
  for (const struct autojit_log_entry *entry = NULL; (entry = next_entry(file, entry));) {
    const struct autojit_record *module = find_module(modules, entry->module);
    if (!module || entry->slot >= module->slot_count)
      continue;
    uint32_t *index = place_of(log, module, entry->slot);
    if (!*index || !is_in(file, log->images[*index - 1].entry))
      useful += entry->size;
    if (!*index) {
      log->images[log->count] = (struct kept_image){.module = module};
      *index = ++log->count;
    }
    log->images[*index - 1].entry = entry;
  }
  return useful;
}

/* Sets `replace` when much of our own log is of no use, or its end cannot be read. */
static bool index_entries(struct image_log *log, const struct autojit_object *object, bool *replace) {
  size_t whole = log->own.size;
  uint32_t entries = count_entries(&log->shared) + count_entries(&log->own);
  struct modules modules;
  log->places = places_for(entries);
  log->images = take_from_pool(&log->pool, entries * sizeof *log->images);
  log->by_function = take_from_pool(&log->pool, log->places * sizeof *log->by_function);
  if (!log->images || !log->by_function || !index_modules(object, &modules, &log->pool))
    return false;
  index_file(log, &modules, &log->shared);
  size_t useful = index_file(log, &modules, &log->own), end = log->own.size;
  *replace = log->own.bytes && (end != whole || (end - useful > MUCH && end - useful > 3 * useful));
  return true;
}

/* Least recently used logs go first, and reading is a use. */
static void note_use(int file, const struct stat *info) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (now.tv_sec - info->st_mtim.tv_sec > USE_IS_NOTED_AFTER)
    futimens(file, NULL);
}

/* Into memory of our own; null when it cannot be had or the file is shorter by now. */
static const uint8_t *read_whole(int file, size_t size) {
  uint8_t *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (bytes == MAP_FAILED)
    return NULL;
  size_t at = 0;
  for (long got; at < size && (got = read(file, bytes + at, size - at)) > 0;)
    at += (size_t)got;
  if (at == size)
    return bytes;
  munmap(bytes, size);
  return NULL;
}

static void take_file(struct log_file *log, int file, size_t size) {
  if (size < sizeof(struct autojit_log_header))
    return;
  if (size <= MOST_READ) {
    log->bytes = read_whole(file, size);
  } else {
    void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
    log->bytes = bytes == MAP_FAILED ? NULL : bytes;
  }
  log->size = log->bytes ? size : 0;
  log->memory = (void *)(uintptr_t)log->bytes;
  log->memory_size = log->size;
  if (log->bytes)
    madvise(log->memory, size, MADV_DONTDUMP); /* a core file is about the program */
}

static int open_to_read(const char *path, struct stat *info) {
  int file = (int)system_call(SYS_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW, 0);
  if (file >= 0 && (system_fstat(file, info) != 0 || !S_ISREG(info->st_mode)))
    *info = (struct stat){.st_mode = S_IWOTH}; /* nobody's to trust */
  return file;
}

/* Code comes from here: only a file that is ours and that nobody else can write. */
bool is_our_log(const struct stat *info) { return S_ISREG(info->st_mode) && info->st_uid == geteuid() && !(info->st_mode & (S_IWGRP | S_IWOTH)); }

static bool read_own(struct image_log *log) {
  struct stat info;
  int file = open_to_read(log->path, &info);
  if (file < 0)
    return true;
  bool ours = is_our_log(&info);
  if (ours) {
    take_file(&log->own, file, (size_t)info.st_size);
    if (log->own.bytes) {
      log->others = (struct other_images){.seen = {info.st_ino, info.st_size}};
      note_use(file, &info);
    }
  }
  system_close(file);
  return ours;
}

/* What the program's owner, or root, had made ahead or kept. */
static void read_shared(struct image_log *log, const char *path, const struct autojit_record *module) {
  struct stat info;
  int file = open_to_read(path, &info);
  if (file < 0)
    return;
  if (is_trusted(&info, module))
    take_file(&log->shared, file, (size_t)info.st_size);
  if (log->shared.bytes && !is_log_header((const struct autojit_log_header *)log->shared.bytes))
    log->shared.bytes = NULL;
  system_close(file);
}

static void read_logs(struct image_log *log, const struct autojit_object *object) {
  char shared[4096];
  locate_logs(object, log, shared);
  if (*shared)
    read_shared(log, shared, object->first);
  if (*log->path && !read_own(log))
    log->path[0] = 0;
  bool replace = log->own.bytes && !is_log_header((const struct autojit_log_header *)log->own.bytes), other_version = replace;
  if (replace)
    log->own.bytes = NULL;
  if ((log->own.bytes || log->shared.bytes) && !index_entries(log, object, &replace))
    log->count = 0;
  if (replace || other_version)
    replace_log(log);
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

void keep_nothing(void) {
  for (struct image_log *log = logs; log; log = log->older)
    log->path[0] = 0;
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

static void unmap_file(struct log_file *file) {
  if (file->memory)
    munmap(file->memory, file->memory_size);
}

void forget_log(const struct autojit_object *object) {
  static struct autojit_object in_use;
  for (struct image_log *log = logs; log; log = log->older)
    if (log->object == object && turn_is_busy(see_turn())) {
      log->object = &in_use; /* an engine may look into it still, for a caller that left: it stays as it is */
    } else if (log->object == object) {
      unmap_file(&log->shared);
      unmap_file(&log->own);
      empty_pool(&log->pool);
      empty_pool(&log->keys_pool);
      *log = (struct image_log){.older = log->older};
    }
}

bool is_intact(const struct autojit_log_entry *entry) {
  uint32_t checksum[2];
  autojit_log_checksum(entry, checksum);
  return checksum[0] == entry->checksum[0] && checksum[1] == entry->checksum[1];
}
