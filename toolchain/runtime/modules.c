#include "runtime.h"

#include <string.h>

static const void *at(const autojit_rel *field) { return (const char *)field + *field; }

void **slots_of(const struct autojit_record *module) { return (void **)at(&module->slots); }
const char *source_of(const struct autojit_record *module) { return at(&module->source); }
const char *store_of(const struct autojit_record *module) { return at(&module->store); }

uintptr_t import_address(const struct autojit_record *module, uint32_t index) {
  const autojit_rel *table = at(&module->imports);
  /* The table's distances are from each entry's own address. */
  const void *target = at(&table[index]);
  return index < module->direct_imports ? (uintptr_t)target : *(const uintptr_t *)target;
}

struct function_ref find_by_slot(void *const *slot) {
  for (const struct autojit_record *module = __start_autojit_modules; module != __stop_autojit_modules; ++module) {
    void **slots = slots_of(module);
    if (module->magic == AUTOJIT_RECORD_MAGIC && module->slot_count && slot >= (void *const *)slots &&
        slot < (void *const *)slots + module->slot_count)
      return (struct function_ref){module, (uint32_t)(slot - (void *const *)slots)};
  }
  return (struct function_ref){NULL, 0};
}

const struct autojit_record *find_by_id(const uint8_t *id) {
  for (const struct autojit_record *module = __start_autojit_modules; module != __stop_autojit_modules; ++module)
    if (memcmp(module->id, id, AUTOJIT_ID_SIZE) == 0)
      return module;
  return NULL;
}
