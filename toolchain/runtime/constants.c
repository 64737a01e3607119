/*
 * Constants that travel with the functions that name them: a string literal has one address in a program or library, however many
 * images bring it.
 */
#include "reload/reload.h"
#include "runtime.h"

#include <string.h>

struct constant {
  uint8_t hash[AUTOJIT_CONSTANT_HASH_SIZE];
  uintptr_t address; /* 0: this place is free */
};

/*
 * Of one linked object: what it shares with no other goes when it is closed. A hash table, under the runtime's lock; a larger one takes the place of
 * one that is three quarters full.
 */
struct constants {
  struct constants *older;
  const struct autojit_object *object; /* null: this table is free */
  struct pool pool;
  struct constant *table;
  size_t places, used;
};
static struct constants *all;

/* Places of 32-bit distances: from any byte of the code, with what the code adds. Linked objects of one process may lie farther apart. */
static bool reaches(uintptr_t from, uintptr_t to) {
  const uintptr_t reach = 0x7f000000;
  return from - to < reach || to - from < reach;
}

/* The place of the first constant that is this and in reach, or else the free place for it. The hash is one of a good function: any part of it is. */
static struct constant *find(const struct constants *in, const uint8_t *hash, uintptr_t near) {
  size_t start;
  memcpy(&start, hash, sizeof start);
  for (size_t i = start;; ++i) {
    struct constant *place = &in->table[i & (in->places - 1)];
    if (!place->address || (memcmp(place->hash, hash, sizeof place->hash) == 0 && reaches(near, place->address)))
      return place;
  }
}

static bool grow(struct constants *constants) {
  struct constants larger = *constants;
  larger.places = constants->places ? 2 * constants->places : 64;
  larger.pool = (struct pool){NULL, 0};
  larger.table = take_from_pool(&larger.pool, larger.places * sizeof *larger.table);
  if (!larger.table)
    return false;
  for (size_t i = 0; i < constants->places; ++i)
    if (constants->table[i].address)
      *find(&larger, constants->table[i].hash, constants->table[i].address) = constants->table[i];
  empty_pool(&constants->pool);
  *constants = larger;
  return true;
}

static struct constants *constants_of(const struct autojit_object *object) {
  struct constants *unused = NULL;
  for (struct constants *known = all; known; known = known->older) {
    if (known->object == object)
      return known;
    unused = known->object ? unused : known;
  }
  if (!unused) {
    unused = take_memory(sizeof *unused);
    if (!unused)
      return NULL;
    unused->older = all;
    all = unused;
  }
  unused->object = object;
  return unused;
}

uintptr_t address_of_constant(const struct autojit_object *object, const uint8_t *hash, uintptr_t own) {
  object = owning_object(object);
  struct constants *constants = constants_of(object);
  if (!constants || (4 * constants->used >= 3 * constants->places && !grow(constants)))
    return 0;
  struct constant *place = find(constants, hash, own);
  if (!place->address) {
    memcpy(place->hash, hash, sizeof place->hash);
    place->address = own;
    ++constants->used;
  }
  return place->address;
}

void forget_constants(const struct autojit_object *object) {
  for (struct constants *known = all; known; known = known->older)
    if (known->object == object) {
      empty_pool(&known->pool);
      *known = (struct constants){.older = known->older};
    }
}
