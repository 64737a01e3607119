/*
 * Which materialized function an address is in. Traces ask, and dladdr and its like (names/), which handlers of signals and crashes call.
 *
 * Every function is remembered, so what is written down of it is short: distances, as all lies within 2 GiB of the records of its object.
 */
#include "reload/reload.h"
#include "runtime.h"

enum { PER_BLOCK = 250 };

struct code_range {
  int32_t code, slot;
  int32_t stub;  /* 0: nobody looked yet */
  uint32_t size; /* 0: not there any more */
};

/* Written under the runtime's lock, read by anybody: an entry is whole before it is counted, and a block before it is found. Neither is used again.
 */
struct block {
  struct block *older;
  const struct autojit_object *object; /* which may be closed: only who holds the lock reads what is there */
  uintptr_t records;                   /* where distances begin */
  uint32_t used;
  struct code_range ranges[PER_BLOCK];
};

static struct block *blocks;

static bool is_near(uintptr_t from, uintptr_t address) { return (intptr_t)(address - from) == (int32_t)(address - from); }

static struct block *block_for(const struct autojit_object *object) {
  const uintptr_t records = (uintptr_t)object->first;
  struct block *block = blocks;
  while (block && !(block->object == object && block->records == records && block->used < PER_BLOCK))
    block = block->older;
  if (block)
    return block;
  block = take_memory(sizeof *block);
  if (!block)
    return NULL;
  *block = (struct block){.older = blocks, .object = object, .records = records};
  /* Release: whoever finds the block finds its fields, and the block before it. */
  __atomic_store_n(&blocks, block, __ATOMIC_RELEASE);
  return block;
}

void remember_code(struct function_ref function, const uint8_t *code, uint32_t size) {
  struct block *block = block_for(owning_object(function.object));
  const uintptr_t slot = (uintptr_t)(slots_of(function.module) + function.slot);
  /* Otherwise nobody will know what is there. */
  if (!block || !is_near(block->records, (uintptr_t)code) || !is_near(block->records, slot))
    return;
  block->ranges[block->used] = (struct code_range){(int32_t)((uintptr_t)code - block->records), (int32_t)(slot - block->records), 0, size};
  /* Release: whoever counts the entry can read it. */
  __atomic_store_n(&block->used, block->used + 1, __ATOMIC_RELEASE);
}

void forget_code(const struct autojit_object *object) {
  for (struct block *block = blocks; block; block = block->older)
    for (uint32_t i = 0; block->object == object && i < block->used; ++i)
      __atomic_store_n(&block->ranges[i].size, 0, __ATOMIC_RELAXED);
}

static uintptr_t at(const struct block *block, int32_t distance) { return block->records + (uintptr_t)(intptr_t)distance; }

static struct code_range *find_range(uintptr_t address, struct block **found) {
  for (struct block *block = __atomic_load_n(&blocks, __ATOMIC_ACQUIRE); block; block = block->older)
    for (uint32_t i = __atomic_load_n(&block->used, __ATOMIC_ACQUIRE); i-- > 0;)
      /* Relaxed: who asks for an address in a library that is closed meanwhile gets one answer or the other. */
      if (address - at(block, block->ranges[i].code) < __atomic_load_n(&block->ranges[i].size, __ATOMIC_RELAXED)) {
        *found = block;
        return &block->ranges[i];
      }
  return NULL;
}

/* Each first call would ask, and only traces want to know. */
struct function_ref find_by_address(uintptr_t address) {
  struct block *block;
  const struct code_range *range = tracing() ? find_range(address, &block) : NULL;
  return range ? find_function((struct autojit_object *)(uintptr_t)block->object, (void **)at(block, range->slot))
               : (struct function_ref){NULL, NULL, 0};
}

struct code_place find_place(uintptr_t address) {
  struct block *block;
  struct code_range *range = find_range(address, &block);
  if (!range)
    return (struct code_place){0};
  /* Relaxed: all that read it find the same. */
  const int32_t stub = __atomic_load_n(&range->stub, __ATOMIC_RELAXED);
  return (struct code_place){.slot = (void **)at(block, range->slot),
                             .code = (const uint8_t *)at(block, range->code),
                             .size = __atomic_load_n(&range->size, __ATOMIC_RELAXED),
                             .stub = stub ? (const void *)at(block, stub) : NULL,
                             .records = block->records,
                             .note = &range->stub};
}

void note_stub(const struct code_place *place, const void *stub) {
  if (is_near(place->records, (uintptr_t)stub))
    __atomic_store_n(place->note, (int32_t)((uintptr_t)stub - place->records), __ATOMIC_RELAXED);
}
