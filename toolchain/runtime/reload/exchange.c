#include "choices.h"
#include "process.h"
#include "reload.h"

/* What was never called need not be made now: its first call will find the new body. */
static bool was_called(const struct exchanged *exchanged) { return __atomic_load_n(exchanged->root, __ATOMIC_ACQUIRE); }

const char *make_patch(struct patch *patch, struct thread_choices *choices) {
  for (uint32_t i = 0; i < patch->function_count; ++i) {
    struct exchanged *exchanged = &patch->functions[i];
    exchanged->was_used = was_called(exchanged);
    if (!exchanged->was_used)
      continue;
    const char *reason = try_to_make(exchanged->function, choices);
    if (reason)
      return reason;
    /* Nobody else knows of this slot yet. It stays empty, so that the first call is seen. */
    void *code = *exchanged->slot;
    *exchanged->slot = NULL;
    __atomic_store_n(&exchanged->code, code, __ATOMIC_RELEASE);
  }
  return NULL;
}

/*
 * All slots under the lock, one store each: a first call that is under way sees either none or all of it. Threads that run meanwhile read one slot
 * after another, so for as long as these stores take, one may call a new function and then an old one.
 */
void switch_to(struct patch *const *patches, uint32_t count) {
  take_lock();
  for (uint32_t i = 0; i < count; ++i)
    add_patch(patches[i]);
  /* Release: whoever comes through a slot finds the patch. */
  for (uint32_t i = 0; i < count; ++i)
    for (uint32_t f = 0; f < patches[i]->function_count; ++f)
      __atomic_store_n(patches[i]->functions[f].root, (void *)(uintptr_t)patches[i]->functions[f].stub, __ATOMIC_RELEASE);
  release_lock();
}
