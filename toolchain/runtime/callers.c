/*
 * Which materialized function an address is in. Only traces ask, so only traced programs remember.
 */
#include "runtime.h"

enum { PER_BLOCK = 1000 };

struct code_range {
  struct function_ref function;
  const uint8_t *code;
  uint32_t size;
};

struct block {
  struct block *older;
  uint32_t used;
  struct code_range ranges[PER_BLOCK];
};

static struct block *blocks; /* under the runtime's lock */

void remember_code(struct function_ref function, const uint8_t *code, uint32_t size) {
  if (!tracing())
    return;
  if (!blocks || blocks->used == PER_BLOCK) {
    struct block *fresh = take_memory(sizeof *fresh);
    if (!fresh)
      return; /* the trace will not know this caller */
    fresh->older = blocks;
    blocks = fresh;
  }
  blocks->ranges[blocks->used++] = (struct code_range){function, code, size};
}

void forget_code(const struct autojit_object *object) {
  for (struct block *block = blocks; block; block = block->older)
    for (uint32_t i = 0; i < block->used; ++i)
      if (block->ranges[i].function.object == object)
        block->ranges[i].size = 0;
}

struct function_ref find_by_address(uintptr_t address) {
  for (const struct block *block = blocks; block; block = block->older)
    for (uint32_t i = block->used; i-- > 0;)
      if (address - (uintptr_t)block->ranges[i].code < block->ranges[i].size)
        return block->ranges[i].function;
  return (struct function_ref){NULL, NULL, 0};
}
