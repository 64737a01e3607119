/*
 * The linked objects that functions were made for. One that was closed (dlclose) takes everything along that was made for it: at the next first call
 * of any function after it, as there is nothing in a library that runs when it is gone.
 */
#include "objects.h"
#include "images/images.h"
#include "loader.h"
#include "reload/reload.h"
#include "rights/rights.h"
#include "tiers/tiers.h"

/* Never freed, but used again. */
struct known_object {
  struct known_object *older;
  const struct autojit_object *object; /* null: nobody uses this entry */
  uint64_t number;                     /* another one for each use of the entry, never 0 */
  uint64_t closed;                     /* the number of the use whose object was found closed */
};

/* Entries are added and used again under the runtime's lock; whoever looks which are open reads them without. */
static struct known_object *known;

bool note_object(const struct autojit_object *object) {
  static uint64_t numbers;
  struct known_object *entry = known;
  while (entry && entry->object)
    entry = entry->older;
  if (!entry) {
    entry = take_memory(sizeof *entry);
    if (!entry)
      return false;
    entry->older = known;
    /* Release: whoever finds the entry finds its fields. */
    __atomic_store_n(&known, entry, __ATOMIC_RELEASE);
  }
  __atomic_store_n(&entry->object, object, __ATOMIC_RELAXED);
  /* Release: whoever reads this number reads this object, or reads another number afterwards. */
  __atomic_store_n(&entry->number, ++numbers, __ATOMIC_RELEASE);
  return true;
}

/* What is found is written down with the number that it was found for, so it says nothing about a later use of the entry. */
void look_for_closed_objects(void) {
  for (struct known_object *entry = __atomic_load_n(&known, __ATOMIC_ACQUIRE); entry; entry = entry->older) {
    uint64_t number = __atomic_load_n(&entry->number, __ATOMIC_ACQUIRE);
    const struct autojit_object *object = __atomic_load_n(&entry->object, __ATOMIC_ACQUIRE);
    if (number && object && number == __atomic_load_n(&entry->number, __ATOMIC_RELAXED) && !is_open(object))
      __atomic_store_n(&entry->closed, number, __ATOMIC_RELAXED);
  }
}

bool was_closed(const struct autojit_object *object) {
  for (struct known_object *entry = known; entry; entry = entry->older)
    if (entry->object == object)
      return __atomic_load_n(&entry->closed, __ATOMIC_RELAXED) == entry->number;
  return false;
}

const struct autojit_object *known_object(uint32_t index) {
  for (struct known_object *entry = known; entry; entry = entry->older)
    if (entry->object && index-- == 0)
      return entry->object;
  return NULL;
}

static void give_back(const struct autojit_object *object) {
  give_slabs_back(object);
  forget_constants(object);
  forget_code(object);
  forget_log(object);
  forget_ids();
  forget_gates(object);
  forget_patches(object);
  forget_cells(object);
  forget_drafts(object);
}

void give_back_closed_objects(void) {
  for (struct known_object *entry = known; entry; entry = entry->older)
    if (entry->object && __atomic_load_n(&entry->closed, __ATOMIC_RELAXED) == entry->number) {
      give_back(entry->object);
      __atomic_store_n(&entry->object, NULL, __ATOMIC_RELAXED);
    }
}
