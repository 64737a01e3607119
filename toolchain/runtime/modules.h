/*
 * What the linker put together: the modules of one linked object (program or library), and what their records lead to.
 */
#ifndef AUTOJIT_MODULES_H
#define AUTOJIT_MODULES_H

#include "autojit/record.h"
#include "autojit/runtime.h"

#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

/* A lazy function. */
struct function_ref {
  struct autojit_object *object;
  const struct autojit_record *module; /* null: none */
  uint32_t slot;
};

/* Where a distance leads. */
static inline const void *target_of(const autojit_rel *field) { return (const char *)field + *field; }

static inline void **slots_of(const struct autojit_record *module) { return (void **)(uintptr_t)target_of(&module->slots); }
static inline const char *source_of(const struct autojit_record *module) { return target_of(&module->source); }
static inline const char *store_of(const struct autojit_record *module) { return target_of(&module->store); }

/* Whether a whole record is left at `module`: modules that another version of AutoJIT compiled may have left records of another size. */
static inline int is_record(const struct autojit_object *object, const struct autojit_record *module) {
  return (uintptr_t)object->end - (uintptr_t)module >= sizeof *module;
}

/* The function whose slot is at `slot`; module is null when no record has it. */
static inline struct function_ref find_by_slot(struct autojit_object *object, void *const *slot) {
  for (const struct autojit_record *module = object->first; is_record(object, module); ++module) {
    void **slots = slots_of(module);
    if (module->magic == AUTOJIT_RECORD_MAGIC && module->slot_count && slot >= (void *const *)slots &&
        slot < (void *const *)slots + module->slot_count)
      return (struct function_ref){object, module, (uint32_t)(slot - (void *const *)slots)};
  }
  return (struct function_ref){object, NULL, 0};
}
/* The first module with this id, or null. Under the runtime's lock. */
const struct autojit_record *find_by_id(const struct autojit_object *object, const uint8_t *id);
/* An object was closed: another one may lie where it was. */
void forget_ids(void);
/* Address of an import; the index must be below import_count. */
uintptr_t import_address(const struct autojit_record *module, uint32_t index);

#pragma GCC visibility pop

#endif
