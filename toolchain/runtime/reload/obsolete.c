#include "reload.h"

/* Debuggers read it: autojit/reload.h. The newest block; under the runtime's lock. */
__attribute__((visibility("default"))) extern struct autojit_obsolete *__autojit_obsolete;
struct autojit_obsolete *__autojit_obsolete;

/* The range counts once it is whole: a debugger may stop the program anywhere. */
void note_obsolete(const struct autojit_object *object, const void *code) {
  const struct code_place place = find_place((uintptr_t)code);
  if (!place.slot)
    return;
  struct autojit_obsolete *block = __autojit_obsolete;
  if (!block || block->count == AUTOJIT_OBSOLETE_RANGES) {
    struct autojit_obsolete *older = block;
    block = take_memory(sizeof *block);
    if (!block)
      return; /* then a debugger takes it for current */
    block->older = (uintptr_t)older;
    __atomic_store_n(&__autojit_obsolete, block, __ATOMIC_RELEASE);
  }
  block->ranges[block->count] = (struct autojit_obsolete_range){(uintptr_t)place.code, place.size, (uintptr_t)object};
  __atomic_store_n(&block->count, block->count + 1, __ATOMIC_RELEASE);
}

void forget_obsolete(const struct autojit_object *object) {
  for (struct autojit_obsolete *block = __autojit_obsolete; block; block = (struct autojit_obsolete *)(uintptr_t)block->older)
    for (uint32_t i = 0; i < block->count; ++i)
      if (block->ranges[i].object == (uintptr_t)object)
        block->ranges[i].size = 0;
}
