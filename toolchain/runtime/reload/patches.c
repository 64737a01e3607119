#include "lock.h"
#include "reload.h"

#include <stddef.h>

/* Added to under the runtime's lock, read without; nothing is ever taken away. */
static struct patch *patches;

/* Under the lock. */
static struct patch *pending;

enum { OF_A_PATCH = 2 };

void add_pending(struct patch *patch) {
  patch->object.unwinder_read = OF_A_PATCH; /* the parent's records name the unwinder */
  patch->older = pending;
  pending = patch;
}

struct patch *first_pending(void) { return pending; }

void drop_pending(void) { pending = NULL; }

/* Release: whoever finds them finds what is in them. */
void count_pending(void) {
  struct patch *oldest = pending;
  if (!oldest)
    return;
  while (oldest->older)
    oldest = oldest->older;
  oldest->older = patches;
  __atomic_store_n(&patches, pending, __ATOMIC_RELEASE);
  pending = NULL;
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
  if (object->unwinder_read != OF_A_PATCH)
    return object;
  const struct patch *patch = (const struct patch *)((const char *)object - offsetof(struct patch, object));
  return patch->parent ? patch->parent : object;
}

static struct exchanged *exchanged_at(void **slot) {
  struct patch *patch = patch_of(slot);
  for (uint32_t i = 0; patch && i < patch->function_count; ++i)
    if (patch->functions[i].slot == slot)
      return &patch->functions[i];
  return NULL;
}

/* Unless a newer patch has it already. Release: whoever finds the code there can run it. Under the lock. */
static void lead_root(struct exchanged *exchanged, void *code) {
  void *stub = (void *)(uintptr_t)exchanged->stub;
  if (__atomic_compare_exchange_n(exchanged->root, &stub, code, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED))
    lead_cell(exchanged->function.object, exchanged->root, code);
}

void *enter_exchanged(void **slot, uintptr_t caller) {
  struct exchanged *exchanged = exchanged_at(slot);
  /* Acquire: the code was written before. */
  void *code = exchanged ? __atomic_load_n(&exchanged->code, __ATOMIC_ACQUIRE) : NULL;
  if (!code)
    return NULL;
  take_lock();
  give_code(exchanged->function, code);
  lead_root(exchanged, code);
  if (!__atomic_exchange_n(&exchanged->entered, true, __ATOMIC_RELAXED) && tracing()) {
    struct loaded_object nowhere = {0};
    trace_materializing(exchanged->function, caller, &nowhere);
    trace_materialized(exchanged->function, caller, &nowhere, 0, 0, true, NULL);
  }
  release_lock();
  return code;
}

void note_made(void **slot, void *code) {
  struct exchanged *exchanged = exchanged_at(slot);
  if (!exchanged)
    return;
  lead_root(exchanged, code);
  __atomic_store_n(&exchanged->entered, true, __ATOMIC_RELAXED);
}

static void forget_among(struct patch *patch, const struct autojit_object *object) {
  for (; patch; patch = patch->older)
    if (patch->parent == object)
      patch->parent = NULL;
}

void forget_patches(const struct autojit_object *object) {
  forget_among(pending, object);
  forget_among(first_patch(), object);
  forget_obsolete(object);
}
