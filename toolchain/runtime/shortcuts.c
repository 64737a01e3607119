/*
 * Calls between materialized functions go from code to code: whose stub has nothing left to do need not be asked. A slot never changes once it is
 * filled, so this stays true. Addresses that the program keeps or compares are still the stub's.
 */
#include "runtime.h"

#include <string.h>

/* Under the runtime's lock. Twice as many places as functions can arrive at once. */
enum { PLACES = 2 * MOST_MAPPED };
static struct arriving {
  void **slot; /* null: free */
  uintptr_t code;
} arriving[PLACES];
static bool any_arriving;

static struct arriving *place_of(void **slot) {
  for (uintptr_t i = ((uintptr_t)slot >> 3) * 0x9e3779b1u;; ++i)
    if (!arriving[i % PLACES].slot || arriving[i % PLACES].slot == slot)
      return &arriving[i % PLACES];
}

void note_arriving(void **slot, uintptr_t code) {
  *place_of(slot) = (struct arriving){slot, code};
  any_arriving = true;
}

void forget_arriving(void) {
  if (any_arriving)
    memset(arriving, 0, sizeof arriving);
  any_arriving = false;
}

/* Where the 32-bit distance at `field`, the end of its instruction, leads. */
static void **target_at(const uint8_t *field) {
  int32_t distance;
  memcpy(&distance, field, sizeof distance);
  return (void **)(uintptr_t)(field + sizeof distance + distance);
}

static bool starts_with(const uint8_t *code, const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; ++i) /* no byte is read behind one that differs: it may be the last that there is */
    if (code[i] != bytes[i])
      return false;
  return true;
}

/* It names its slot twice, with these instructions (plugin/Stubs.cpp). */
void **slot_of_stub(uintptr_t address) {
  static const uint8_t branch_target[] = {0xf3, 0x0f, 0x1e, 0xfa}, load[] = {0x4c, 0x8b, 0x1d};
  static const uint8_t test_and_jump[] = {0x4d, 0x85, 0xdb, 0x74, 0x03, 0x41, 0xff, 0xe3, 0x4c, 0x8d, 0x1d};
  const uint8_t *code = (const uint8_t *)address;
  if (!code) /* a weak symbol that nobody defines */
    return NULL;
  if (starts_with(code, branch_target, sizeof branch_target))
    code += sizeof branch_target;
  if (!starts_with(code, load, sizeof load) || !starts_with(code + 7, test_and_jump, sizeof test_and_jump))
    return NULL;
  void **slot = target_at(code + sizeof load);
  return slot == target_at(code + 7 + sizeof test_and_jump) && (uintptr_t)slot % sizeof *slot == 0 ? slot : NULL;
}

uintptr_t code_behind(uintptr_t address) {
  void **slot = slot_of_stub(address);
  if (!slot)
    return address;
  /* Acquire: whoever filled it wrote the code before. */
  void *code = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
  if (code)
    return (uintptr_t)code;
  return place_of(slot)->code ? place_of(slot)->code : address;
}
