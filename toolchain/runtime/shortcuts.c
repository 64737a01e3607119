/*
 * Calls between materialized functions go from code to code where the callee's stays: whose stub has nothing left to do need not be asked. Code that
 * another is to take the place of (slots.c), a draft's and all of a program that reloads, is called through its stub, which costs one load and an
 * indirect jump. Addresses that the program keeps or compares are always the stub's.
 */
#include "reload/reload.h"
#include "runtime.h"
#include "stub.h"
#include "tiers/tiers.h"

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

/* It names its slot twice. */
void **slot_of_stub(uintptr_t address) {
  static const uint8_t between[] = {AUTOJIT_STUB_BETWEEN};
  /* Null: a weak symbol that nobody defines. */
  const uint8_t *distance = address ? distance_in_stub((const uint8_t *)address) : NULL;
  if (!distance || !starts_with(distance + 4, between, sizeof between))
    return NULL;
  void **slot = target_at(distance);
  return slot == target_at(distance + 4 + sizeof between) && (uintptr_t)slot % sizeof *slot == 0 ? slot : NULL;
}

uintptr_t code_behind(uintptr_t address) {
  void **slot = may_reload() ? NULL : slot_of_stub(address);
  if (!slot || !code_stays(slot))
    return address;
  /* Acquire: whoever filled it wrote the code before. */
  void *code = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
  if (code)
    return (uintptr_t)code;
  return place_of(slot)->code ? place_of(slot)->code : address;
}
