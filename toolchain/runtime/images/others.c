/*
 * What other processes append to a log while this one runs: the same program, started twelve times at once, keeps each function once or little more.
 */
#define _GNU_SOURCE
#include "images.h"
#include "runtime.h"

#include <unistd.h>

/* Functions are told apart by a number; if two of them have the same, one is compiled again next time. */
static uint64_t number_of(const uint8_t *module, uint32_t slot) {
  uint64_t part;
  memcpy(&part, module, sizeof part);
  part = (part ^ slot) * 0x9e3779b97f4a7c15u;
  return part ? part : 1;
}

static uint64_t *place_of(const struct other_images *others, uint64_t number) {
  for (uint64_t i = number >> 32;; ++i)
    if (!others->numbers[i & (others->places - 1)] || others->numbers[i & (others->places - 1)] == number)
      return &others->numbers[i & (others->places - 1)];
}

static bool grow(struct other_images *others, struct pool *pool) {
  struct other_images larger = {.places = others->places ? 2 * others->places : 512};
  larger.numbers = take_from_pool(pool, larger.places * sizeof *larger.numbers);
  if (!larger.numbers)
    return false;
  for (uint32_t i = 0; i < others->places; ++i)
    if (others->numbers[i])
      *place_of(&larger, others->numbers[i]) = others->numbers[i];
  others->numbers = larger.numbers;
  others->places = larger.places;
  return true;
}

static bool note(struct other_images *others, uint64_t number, struct pool *pool) {
  if (2 * others->count >= others->places && !grow(others, pool))
    return false;
  uint64_t *place = place_of(others, number);
  others->count += !*place;
  *place = number;
  return true;
}

bool kept_by_others(struct image_log *log, int file, const struct stat *info, struct function_ref function) {
  struct other_images *others = &log->others;
  if (others->inode != info->st_ino) { /* another file took its place: all of it is news */
    others->inode = info->st_ino;
    others->end = sizeof(struct autojit_log_header);
  }
  struct autojit_log_entry entry;
  while (others->end < info->st_size && pread(file, &entry, sizeof entry, others->end) == sizeof entry && entry.size >= sizeof entry &&
         note(others, number_of(entry.module, entry.slot), &log->pool))
    others->end += entry.size;
  return others->count && *place_of(others, number_of(function.module->id, function.slot));
}
