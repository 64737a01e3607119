/*
 * A static program has no engine that could be loaded for it, and does not take over new bodies.
 */
#include "reload/reload.h"

bool may_reload(void) { return false; }
struct function_ref find_function(struct autojit_object *object, void *const *slot) { return find_by_slot(object, slot); }
const struct autojit_object *owning_object(const struct autojit_object *object) { return object; }
void *enter_exchanged(void **slot, uintptr_t caller) {
  (void)slot, (void)caller;
  return NULL;
}
void note_made(void **slot, void *code) { (void)slot, (void)code; }
void *const *cell_of_stub(struct autojit_object *asking, uintptr_t address) {
  (void)asking, (void)address;
  return NULL;
}
void lead_cell(const struct autojit_object *object, void *const *slot, void *code) { (void)object, (void)slot, (void)code; }
void forget_cells(const struct autojit_object *object) { (void)object; }
void forget_patches(const struct autojit_object *object) { (void)object; }
void listen_after_fork(void) {}
