#include "modules.h"

#include <string.h>

uintptr_t import_address(const struct autojit_record *module, uint32_t index) {
  const autojit_rel *table = target_of(&module->imports);
  /* The table's distances are from each entry's own address. */
  const void *target = target_of(&table[index]);
  return index < module->direct_imports ? (uintptr_t)target : *(const uintptr_t *)target;
}

/* Under the runtime's lock: where ids that begin alike were found last, in whatever object. A program may have thousands of modules. */
enum { RECENT = 256 };
static const struct autojit_record *recent[RECENT];

static const struct autojit_record **recent_place(const uint8_t *id) {
  uint16_t part; /* a hash already */
  memcpy(&part, id, sizeof part);
  return &recent[part % RECENT];
}

void forget_ids(void) { memset(recent, 0, sizeof recent); }

const struct autojit_record *find_by_id(const struct autojit_object *object, const uint8_t *id) {
  const struct autojit_record **known = recent_place(id);
  if (*known >= object->first && *known < object->end && memcmp((*known)->id, id, AUTOJIT_ID_SIZE) == 0)
    return *known;
  for (const struct autojit_record *module = object->first; is_record(object, module); ++module)
    if (memcmp(module->id, id, AUTOJIT_ID_SIZE) == 0)
      return *known = module;
  return NULL;
}
