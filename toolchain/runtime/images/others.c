/*
 * What other processes append to a log while this one runs: the same program, started twelve times at once, keeps each function once or little more,
 * and a child that was forked before its parent or siblings made a function finds it here. It is read, not mapped: somebody may empty the file.
 */
#define _GNU_SOURCE
#include "images.h"
#include "runtime.h"
#include "system.h"

#include <string.h>
#include <unistd.h>

/* Functions are told apart by a number first, and so are the draft and the final of one. */
static uint64_t number_of(const uint8_t *module, uint32_t slot, bool draft) {
  uint64_t part;
  memcpy(&part, module, sizeof part);
  return (part ^ slot ^ (uint64_t)draft << 63) * 0x9e3779b97f4a7c15u;
}

/* If two functions have the same number, the later one takes the place: the other is compiled again. */
static struct other_image *place_of(const struct other_images *others, uint64_t number) {
  for (uint64_t i = number >> 32;; ++i) {
    struct other_image *place = &others->table[i & (others->places - 1)];
    if (!place->at || place->number == number)
      return place;
  }
}

static bool grow(struct other_images *others, struct pool *pool) {
  struct other_images larger = {.places = others->places ? 2 * others->places : 256};
  larger.table = take_from_pool(pool, larger.places * sizeof *larger.table);
  if (!larger.table)
    return false;
  for (uint32_t i = 0; i < others->places; ++i)
    if (others->table[i].at)
      *place_of(&larger, others->table[i].number) = others->table[i];
  others->table = larger.table;
  others->places = larger.places;
  return true;
}

static bool note(struct other_images *others, const struct autojit_log_entry *entry, off_t at, struct pool *pool) {
  if (2 * others->count >= others->places && !grow(others, pool))
    return false;
  uint64_t number = number_of(entry->module, entry->slot, AUTOJIT_KEY_IS_DRAFT(entry->key));
  struct other_image *place = place_of(others, number);
  others->count += !place->at;
  *place = (struct other_image){number, at};
  return true;
}

/* Another file took the log's place: all of it is news, if it is one. */
static bool begin_file(struct other_images *others, int file, const struct stat *info) {
  struct autojit_log_header header;
  others->seen = (struct log_end){info->st_ino, info->st_size};
  if (others->count)
    memset(others->table, 0, others->places * sizeof *others->table);
  others->count = 0;
  if (pread(file, &header, sizeof header, 0) != sizeof header || !is_log_header(&header))
    return false;
  others->seen.end = sizeof header;
  return true;
}

/* Learns what the file has beyond what was looked at. Its last entry may still be on its way. */
static bool look_at_news(struct image_log *log, int file, const struct stat *info) {
  struct other_images *others = &log->others;
  if (!is_our_log(info) || (others->seen.inode != info->st_ino && !begin_file(others, file, info)))
    return false;
  struct autojit_log_entry entry;
  while (others->seen.end < info->st_size && pread(file, &entry, sizeof entry, others->seen.end) == sizeof entry &&
         autojit_log_entry_is_whole(&entry, (uint64_t)(info->st_size - others->seen.end)) && note(others, &entry, others->seen.end, &log->pool))
    others->seen.end += entry.size;
  return true;
}

/* Where the function's entry is, the final's before the draft's; 0: there is none. */
static off_t find_entry(const struct other_images *others, struct function_ref function, bool draft) {
  off_t final = others->count ? place_of(others, number_of(function.module->id, function.slot, false))->at : 0;
  return final || !draft || !others->count ? final : place_of(others, number_of(function.module->id, function.slot, true))->at;
}

bool kept_by_others(struct image_log *log, int file, const struct stat *info, struct function_ref function, bool draft) {
  return look_at_news(log, file, info) && find_entry(&log->others, function, draft) != 0;
}

/* Entries are read to here. */
static struct autojit_log_entry *take_room(size_t size) {
  static struct autojit_log_entry *buffer;
  static size_t room;
  if (size > room) {
    room = size > 64 * 1024 ? 2 * size : 64 * 1024;
    buffer = take_memory(room);
  }
  if (!buffer)
    room = 0;
  return buffer;
}

static const struct autojit_log_entry *read_entry(int file, off_t at, struct function_ref function) {
  struct autojit_log_entry head, *entry;
  if (pread(file, &head, sizeof head, at) != sizeof head || !autojit_log_entry_makes_sense(&head) || head.slot != function.slot ||
      memcmp(head.module, function.module->id, sizeof head.module) != 0)
    return NULL;
  entry = take_room(head.size);
  return entry && pread(file, entry, head.size, at) == (ssize_t)head.size && entry->size == head.size && autojit_log_entry_is_intact(entry) ? entry
                                                                                                                                            : NULL;
}

const struct autojit_log_entry *find_news(struct image_log *log, struct function_ref function, bool draft) {
  struct other_images *others = &log->others;
  struct stat info;
  if (!*log->path || system_stat(log->path, &info) != 0 ||
      (info.st_ino == others->seen.inode && info.st_size == others->seen.end && !find_entry(others, function, draft)))
    return NULL;
  int file = (int)system_call(SYS_openat, AT_FDCWD, (long)log->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW, 0);
  const struct autojit_log_entry *found = NULL;
  if (file >= 0 && system_fstat(file, &info) == 0 && look_at_news(log, file, &info) && find_entry(others, function, draft))
    found = read_entry(file, find_entry(others, function, draft), function);
  if (file >= 0)
    system_close(file);
  return found;
}
