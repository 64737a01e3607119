#include "process.h"
#include "reload.h"

/* Added to under the runtime's lock, read without; nothing is ever taken away. */
static struct patch *patches;

/* Release: whoever finds it finds what is in it. */
void add_patch(struct patch *patch) {
  patch->older = patches;
  __atomic_store_n(&patches, patch, __ATOMIC_RELEASE);
}

struct patch *first_patch(void) { return __atomic_load_n(&patches, __ATOMIC_ACQUIRE); }

/* The patch that has the slot among its data; null: none. */
static struct patch *patch_of(void *const *slot) {
  struct patch *patch = first_patch();
  while (patch && !(patch->parent && (uintptr_t)slot - (uintptr_t)patch->data < patch->data_size))
    patch = patch->older;
  return patch;
}

struct function_ref find_function(struct autojit_object *object, void *const *slot) {
  struct function_ref found = find_by_slot(object, slot);
  struct patch *patch = found.module ? NULL : patch_of(slot);
  return patch ? find_by_slot(&patch->object, slot) : found;
}

const struct autojit_object *owning_object(const struct autojit_object *object) {
  for (struct patch *patch = first_patch(); patch; patch = patch->older)
    if (&patch->object == object)
      return patch->parent;
  return object;
}

static struct exchanged *exchanged_at(void **slot) {
  struct patch *patch = patch_of(slot);
  for (uint32_t i = 0; patch && i < patch->function_count; ++i)
    if (patch->functions[i].slot == slot)
      return &patch->functions[i];
  return NULL;
}

/* Unless a newer patch has it already. Release: whoever finds the code there can run it. */
static void lead_root(struct exchanged *exchanged, void *code) {
  void *stub = (void *)(uintptr_t)exchanged->stub;
  __atomic_compare_exchange_n(exchanged->root, &stub, code, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
}

void *enter_exchanged(void **slot, uintptr_t caller) {
  struct exchanged *exchanged = exchanged_at(slot);
  /* Acquire: the code was written before. */
  void *code = exchanged ? __atomic_load_n(&exchanged->code, __ATOMIC_ACQUIRE) : NULL;
  if (!code)
    return NULL;
  __atomic_store_n(slot, code, __ATOMIC_RELEASE);
  lead_root(exchanged, code);
  if (!__atomic_exchange_n(&exchanged->entered, true, __ATOMIC_RELAXED) && tracing()) {
    struct loaded_object nowhere = {0};
    take_lock();
    trace_materializing(exchanged->function, caller, &nowhere);
    trace_materialized(exchanged->function, caller, &nowhere, 0, 0, true, NULL);
    release_lock();
  }
  return code;
}

void note_made(void **slot, void *code) {
  struct exchanged *exchanged = exchanged_at(slot);
  if (!exchanged)
    return;
  lead_root(exchanged, code);
  __atomic_store_n(&exchanged->entered, true, __ATOMIC_RELAXED);
}

void forget_patches(const struct autojit_object *object) {
  for (struct patch *patch = first_patch(); patch; patch = patch->older)
    if (patch->parent == object)
      patch->parent = NULL;
}
