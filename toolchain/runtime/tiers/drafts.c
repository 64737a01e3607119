/*
 * Which functions are drafts, and which of them are hot.
 */
#include "lock.h"
#include "objects.h"
#include "runtime.h"
#include "tiers.h"

/*
 * Calls and rounds of loops until a final is worth what it costs, which grows with the code: so many for each of its bytes, measured
 * (docs/decisions/043). What an earlier run called already is likely to be called by later ones too, so a quarter is enough then.
 */
enum { ENOUGH_FOR_BYTE = 128, PART_FOR_KEPT = 4, SMALL = 512, MOST = 1 << 30, WORTHY = 200, SMALLEST_TABLE = 256 };

/* By slot; a hash table, under the runtime's lock. A later draft of a function takes the place of an earlier one, which never got its slot. */
static struct draft **table;
static uint32_t places, count;
static bool kept;

static struct draft **place_in(struct draft **drafts, uint32_t size, void *const *slot) {
  for (uintptr_t i = ((uintptr_t)slot >> 3) * 0x9e3779b1u;; ++i) {
    struct draft **place = &drafts[i & (size - 1)];
    if (!*place || (*place)->slot == slot)
      return place;
  }
}

static bool grow(void) {
  uint32_t size = places ? 2 * places : SMALLEST_TABLE;
  struct draft **larger = take_memory(size * sizeof(struct draft *));
  if (!larger)
    return false;
  for (uint32_t i = 0; i < places; ++i)
    if (table[i])
      *place_in(larger, size, table[i]->slot) = table[i];
  table = larger;
  places = size;
  return true;
}

void drafts_are_kept(bool are) { kept = are; }

static int32_t enough_for(uint32_t size) {
  const uint64_t enough = (uint64_t)ENOUGH_FOR_BYTE * (SMALL + size) / (kept ? PART_FOR_KEPT : 1);
  return enough < MOST ? (int32_t)enough : MOST;
}

struct draft *new_draft(struct function_ref function, uint32_t size) {
  if (2 * count >= places && !grow())
    return NULL;
  struct draft *draft = take_memory(sizeof *draft);
  if (!draft)
    return NULL;
  const int32_t enough = enough_for(size);
  *draft = (struct draft){.left = enough, .enough = enough, .size = size, .slot = slots_of(function.module) + function.slot, .function = function};
  struct draft **place = place_in(table, places, draft->slot);
  count += !*place;
  *place = draft;
  return draft;
}

struct draft *draft_of(void *const *slot) {
  struct draft *draft = places ? *place_in(table, places, slot) : NULL;
  return draft && __atomic_load_n(&draft->state, __ATOMIC_RELAXED) != OVER ? draft : NULL;
}

uint64_t work_of(const struct draft *draft) {
  const int32_t left = __atomic_load_n(&draft->left, __ATOMIC_RELAXED);
  const uint64_t before = (uint64_t)draft->enough * __atomic_load_n(&draft->times, __ATOMIC_RELAXED);
  return before + (left > 0 && left < draft->enough ? (uint64_t)(draft->enough - left) : 0);
}

static bool is_worthy(const struct draft *draft) {
  return draft_of(draft->slot) == draft && !was_closed(draft->function.object) && work_of(draft) >= WORTHY;
}

uint64_t worth_of(const struct draft *draft) { return (work_of(draft) << 16) / (SMALL + draft->size); }

uint32_t find_worthy(struct worthy *found, uint32_t most) {
  uint32_t found_count = 0;
  for (uint32_t i = 0; i < places && found_count < most; ++i) {
    if (!table[i] || !is_worthy(table[i]))
      continue;
    const struct worthy next = {table[i], worth_of(table[i])};
    uint32_t at = found_count++;
    for (; at && found[at - 1].worth < next.worth; --at)
      found[at] = found[at - 1];
    found[at] = next;
  }
  return found_count;
}

bool code_stays(void *const *slot) { return !is_reloadable() && !draft_of(slot); }

void forget_drafts(const struct autojit_object *object) {
  for (uint32_t i = 0; i < places; ++i)
    if (table[i] && table[i]->function.object == object)
      __atomic_store_n(&table[i]->state, OVER, __ATOMIC_RELAXED);
}

/* The newest first. Threads add to it, one takes all at once, so no draft can come back in between. */
static struct draft *hot;

static void add_hot(struct draft *draft) {
  draft->next = __atomic_load_n(&hot, __ATOMIC_RELAXED);
  /* Release: whoever takes the list finds what `next` is. */
  while (!__atomic_compare_exchange_n(&hot, &draft->next, draft, true, __ATOMIC_RELEASE, __ATOMIC_RELAXED)) {
  }
}

struct draft *take_hot(void) { return __atomic_exchange_n(&hot, NULL, __ATOMIC_ACQUIRE); }

/* In one order with the state of the thread that takes them (behind.c). */
bool any_hot(void) { return __atomic_load_n(&hot, __ATOMIC_SEQ_CST); }

/* Relaxed: what is counted is a guess, and the list orders what must be. */
void draft_is_hot(int32_t *counter) {
  struct draft *draft = (struct draft *)counter;
  __atomic_store_n(&draft->left, draft->enough, __ATOMIC_RELAXED);
  __atomic_fetch_add(&draft->times, 1, __ATOMIC_RELAXED);
  uint32_t state = COUNTING;
  if (is_passing_child()) /* the parent's counter, and its threads are not here */
    return;
  if (__atomic_compare_exchange_n(&draft->state, &state, WANTED, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    add_hot(draft);
  if (state != OVER)
    start_behind();
}

void forget_hot(void) {
  for (uint32_t i = 0; i < places; ++i)
    if (table[i] && table[i]->state == WANTED)
      table[i]->state = COUNTING;
  hot = NULL;
}
