/*
 * The readers of module records: whatever the section holds (records of another version, half a record), only what lies in it is read, and a slot
 * that is found is one of that module's.
 */
#include "modules.h"

#include <stdlib.h>
#include <string.h>

static void require(int fact) {
  if (!fact)
    abort();
}

/* A slot is found in the module that says it has it; its neighbours on both sides may or may not be another's. */
static void look_up(const struct autojit_object *object, void *const *slot) {
  const struct function_ref found = find_by_slot((struct autojit_object *)object, slot);
  if (!found.module)
    return;
  require(found.module->magic == AUTOJIT_RECORD_MAGIC && found.slot < found.module->slot_count);
  /* A slot inside the table's bounds but not at the start of an entry is rounded down. */
  require((uintptr_t)slot - (uintptr_t)(slots_of(found.module) + found.slot) < sizeof *slot);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct autojit_record *records = malloc(size ? size : 1);
  memcpy(records, data, size);
  const struct autojit_object object = {.first = records, .end = (const struct autojit_record *)((const uint8_t *)records + size)};
  look_up(&object, (void *const *)records);
  for (size_t i = 0; (i + 1) * sizeof *records <= size; ++i) {
    void **slots = slots_of(&records[i]);
    look_up(&object, slots);
    look_up(&object, slots + records[i].slot_count);
    require(find_by_id((struct autojit_object *)&object, records[i].id) <= &records[i]);
  }
  uint8_t other[AUTOJIT_ID_SIZE] = {1};
  find_by_id((struct autojit_object *)&object, other);
  forget_ids();
  free(records);
  return 0;
}
