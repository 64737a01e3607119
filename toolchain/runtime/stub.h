/*
 * Knows a stub again: it begins with a load of its slot's content, perhaps behind a mark for indirect branches (autojit/stub.h).
 */
#ifndef AUTOJIT_RUNTIME_STUB_H
#define AUTOJIT_RUNTIME_STUB_H

#include "autojit/stub.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t unaligned_word __attribute__((aligned(1), may_alias));

static inline bool starts_with(const uint8_t *code, const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; ++i) /* no byte is read behind one that differs: it may be the last that there is */
    if (code[i] != bytes[i])
      return false;
  return true;
}

/* Where the 32-bit distance at `field`, the end of its instruction, leads. */
static inline void **target_at(const uint8_t *field) { return (void **)(uintptr_t)(field + 4 + (int32_t)*(const unaligned_word *)field); }

/* Where in the code the distance to the slot is; null when it does not begin as a stub does. */
static inline const uint8_t *distance_in_stub(const uint8_t *code) {
  static const uint8_t branch_target[] = {AUTOJIT_BRANCH_TARGET}, load[] = {AUTOJIT_STUB_LOAD};
  if (starts_with(code, branch_target, sizeof branch_target))
    code += sizeof branch_target;
  return starts_with(code, load, sizeof load) ? code + sizeof load : NULL;
}

/* Whether the load in a stub of this slot is here, of which enough bytes can be read on both sides. */
static inline bool loads_slot(const uint8_t *code, void *const *slot) {
  static const uint8_t load[] = {AUTOJIT_STUB_LOAD};
  return starts_with(code, load, sizeof load) && target_at(code + AUTOJIT_STUB_SLOT) == slot;
}
static inline bool is_behind_branch_target(const uint8_t *code) {
  static const uint8_t branch_target[] = {AUTOJIT_BRANCH_TARGET};
  return starts_with(code - sizeof branch_target, branch_target, sizeof branch_target);
}

#endif
