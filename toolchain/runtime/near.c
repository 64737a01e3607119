#define _GNU_SOURCE
#include "near.h"

#include <errno.h>
#include <sys/mman.h>

static const uintptr_t REACH = 0x70000000; /* 1.75 GiB: leaves room for a large program */
static const uintptr_t STEP = 16 << 20, FINEST_STEP = 64 << 10;

bool is_within_reach(uintptr_t from, uintptr_t to) { return from - to < REACH || to - from < REACH; }

/* EEXIST: this place is taken. */
static uint8_t *map_at(uintptr_t address, size_t size, int protection, int flags, int file) {
  void *result = mmap((void *)address, size, protection, flags | MAP_FIXED_NOREPLACE, file, 0);
  if (result == MAP_FAILED)
    return NULL;
  if ((uintptr_t)result == address)
    return result;
  munmap(result, size); /* a kernel that does not know the flag took it as a hint */
  errno = EEXIST;
  return NULL;
}

/* Below the program first: above it, the heap wants to grow. */
static uint8_t *map_in_steps(uintptr_t address, uintptr_t step, size_t size, int protection, int flags, int file) {
  const uintptr_t anchor = address & ~(STEP - 1);
  for (uintptr_t distance = STEP; distance + size < REACH && distance + size < anchor; distance += step) {
    uint8_t *result = map_at(anchor - distance - size, size, protection, flags, file);
    if (result)
      return result;
  }
  for (uintptr_t distance = REACH - size - STEP; size + STEP < REACH && distance > STEP; distance -= step) {
    uint8_t *result = map_at(anchor + distance, size, protection, flags, file);
    if (result)
      return result;
  }
  return NULL;
}

uint8_t *map_near(const struct near *near, size_t size, int protection, int flags, int file) {
  uint8_t *result = NULL;
  errno = EEXIST;
  for (unsigned i = 0; i < sizeof near->below / sizeof *near->below && !result; ++i)
    if (near->below[i] > size && is_within_reach(near->address, near->below[i] - size))
      result = map_at(near->below[i] - size, size, protection, flags, file);
  /* Most places are found at the first step; where all of it is taken, what lies between is looked at too. Whatever else is wrong is so everywhere.
   */
  for (uintptr_t step = STEP; step >= FINEST_STEP && !result && errno == EEXIST; step /= 16)
    result = map_in_steps(near->address, step, size, protection, flags, file);
  return result;
}
