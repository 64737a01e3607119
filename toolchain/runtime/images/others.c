/*
 * What other processes append to a log while this one runs: the same program, started twelve times at once, keeps each function once or little more,
 * and a child that was forked before its parent or siblings made a function finds it here.
 */
#define _GNU_SOURCE
#include "images.h"
#include "runtime.h"
#include "system.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Mapped ahead of what is written, so that a growing file needs few mappings. What lies behind its end is not looked at. */
enum { WINDOW = 4 << 20, PAGE = 4096 };

/* Functions are told apart by a number first. */
static uint64_t number_of(const uint8_t *module, uint32_t slot) {
  uint64_t part;
  memcpy(&part, module, sizeof part);
  return (part ^ slot) * 0x9e3779b97f4a7c15u;
}

/* If two functions have the same number, the later one takes the place: the other is compiled again. */
static struct other_image *place_of(const struct other_images *others, uint64_t number) {
  for (uint64_t i = number >> 32;; ++i) {
    struct other_image *place = &others->table[i & (others->places - 1)];
    if (!place->entry || place->number == number)
      return place;
  }
}

static bool grow(struct other_images *others) {
  struct other_images larger = {.places = others->places ? 2 * others->places : 256};
  larger.table = take_memory(larger.places * sizeof *larger.table);
  if (!larger.table)
    return false;
  for (uint32_t i = 0; i < others->places; ++i)
    if (others->table[i].entry)
      *place_of(&larger, others->table[i].number) = others->table[i];
  others->table = larger.table;
  others->places = larger.places;
  return true;
}

static bool note(struct other_images *others, const struct autojit_log_entry *entry) {
  if (2 * others->count >= others->places && !grow(others))
    return false;
  uint64_t number = number_of(entry->module, entry->slot);
  struct other_image *place = place_of(others, number);
  others->count += !place->entry;
  *place = (struct other_image){number, entry};
  return true;
}

/* The bytes of the file from `at` on, of which `size` are there; null when they cannot be mapped. */
static const void *bytes_at(struct other_images *others, int file, off_t at, off_t size) {
  if (!others->window || at < others->first || at + size > others->first + others->window_size) {
    off_t first = at & ~(off_t)(PAGE - 1), wanted = at + size - first > WINDOW ? at + size - first : WINDOW;
    void *window = mmap(NULL, (size_t)wanted, PROT_READ, MAP_SHARED, file, first);
    if (window == MAP_FAILED)
      return NULL;
    others->window = window; /* entries of the last one are known, so it stays */
    others->first = first;
    others->window_size = wanted;
  }
  return others->window + (at - others->first);
}

/* Another file took the log's place: all of it is news, if it is one. */
static bool begin_file(struct other_images *others, int file, const struct stat *info) {
  struct autojit_log_header header;
  others->seen = (struct log_end){info->st_ino, info->st_size};
  others->window = NULL;
  if (pread(file, &header, sizeof header, 0) != sizeof header || !is_log_header(&header))
    return false;
  others->seen.end = sizeof header;
  return true;
}

/* Learns what the file has beyond what was looked at. Its last entry may still be on its way. */
static void look_at_news(struct other_images *others, int file, const struct stat *info) {
  if (!is_our_log(info) || (others->seen.inode != info->st_ino && !begin_file(others, file, info)))
    return;
  while (info->st_size - others->seen.end >= (off_t)sizeof(struct autojit_log_entry)) {
    uint32_t size;
    const struct autojit_log_entry *entry = bytes_at(others, file, others->seen.end, sizeof *entry);
    if (!entry || (size = entry->size) < sizeof *entry || size % 8 || size > info->st_size - others->seen.end)
      return;
    entry = bytes_at(others, file, others->seen.end, size);
    if (!entry || !note(others, entry))
      return;
    others->seen.end += size;
  }
}

static const struct autojit_log_entry *entry_of_function(const struct other_images *others, struct function_ref function) {
  const struct autojit_log_entry *entry = others->count ? place_of(others, number_of(function.module->id, function.slot))->entry : NULL;
  return entry && entry->slot == function.slot && memcmp(entry->module, function.module->id, AUTOJIT_ID_SIZE) == 0 ? entry : NULL;
}

bool kept_by_others(struct image_log *log, int file, const struct stat *info, struct function_ref function) {
  look_at_news(&log->others, file, info);
  return entry_of_function(&log->others, function) != NULL;
}

const struct autojit_log_entry *find_news(struct image_log *log, struct function_ref function) {
  struct other_images *others = &log->others;
  struct stat info;
  if (!*log->path)
    return NULL;
  if (system_stat(log->path, &info) == 0 && (info.st_ino != others->seen.inode || info.st_size != others->seen.end)) {
    int file = (int)system_call(SYS_openat, AT_FDCWD, (long)log->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW, 0);
    if (file >= 0 && fstat(file, &info) == 0)
      look_at_news(others, file, &info);
    if (file >= 0)
      system_close(file);
  }
  return entry_of_function(others, function);
}
