#include "modules.h"

#include <string.h>

uintptr_t import_address(const struct autojit_record *module, uint32_t index) {
  const autojit_rel *table = target_of(&module->imports);
  /* The table's distances are from each entry's own address. */
  const void *target = target_of(&table[index]);
  return index < module->direct_imports ? (uintptr_t)target : *(const uintptr_t *)target;
}

const struct autojit_record *find_by_id(const struct autojit_object *object, const uint8_t *id) {
  for (const struct autojit_record *module = object->first; is_record(object, module); ++module)
    if (memcmp(module->id, id, AUTOJIT_ID_SIZE) == 0)
      return module;
  return NULL;
}
