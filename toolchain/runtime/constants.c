/*
 * Constants that travel with the functions that name them: a string literal has one address in a program, however many images bring it.
 */
#include "runtime.h"

#include <string.h>

struct constant {
  uint8_t hash[AUTOJIT_CONSTANT_HASH_SIZE];
  uintptr_t address; /* 0: this place is free */
};

/* A hash table, under the runtime's lock. A larger one takes the place of one that is three quarters full, whose memory is not used again: all that
   was left so take as much as the one in use. */
static struct constant *table;
static size_t places, used;

/* Places of 32-bit distances: from any byte of the code, with what the code adds. Linked objects of one process may lie farther apart. */
static bool reaches(uintptr_t from, uintptr_t to) {
  const uintptr_t reach = 0x7f000000;
  return from - to < reach || to - from < reach;
}

/* The place of the first constant that is this and in reach, or else the free place for it. The hash is one of a good function: any part of it is. */
static struct constant *find(const uint8_t *hash, uintptr_t near) {
  size_t start;
  memcpy(&start, hash, sizeof start);
  for (size_t i = start;; ++i) {
    struct constant *place = &table[i & (places - 1)];
    if (!place->address || (memcmp(place->hash, hash, sizeof place->hash) == 0 && reaches(near, place->address)))
      return place;
  }
}

static bool grow(void) {
  struct constant *old = table;
  size_t count = places, wanted = places ? 2 * places : 256;
  struct constant *fresh = take_memory(wanted * sizeof *fresh);
  if (!fresh)
    return false;
  table = fresh;
  places = wanted;
  for (size_t i = 0; i < count; ++i)
    if (old[i].address)
      *find(old[i].hash, old[i].address) = old[i];
  return true;
}

uintptr_t address_of_constant(const uint8_t *hash, uintptr_t own) {
  if (4 * used >= 3 * places && !grow())
    return 0;
  struct constant *place = find(hash, own);
  if (!place->address) {
    memcpy(place->hash, hash, sizeof place->hash);
    place->address = own;
    ++used;
  }
  return place->address;
}
