/*
 * The runtime has a resolver of its own (resident/resolve.S), for the stubs of patches: the one that a program carries only knows that program's
 * slots, and a stripped program does not tell where it is.
 */
#include "reload.h"
#include "resident/resident.h"

const struct autojit_runtime_v3 *autojit_runtime_v3(void);

static void *materialize_in_patch(void **slot, uintptr_t caller) {
  struct autojit_object nothing = {0};
  struct function_ref function = find_function(&nothing, slot);
  return autojit_runtime_v3()->materialize(function.object ? function.object : &nothing, slot, caller);
}

void *(*volatile autojit_materialize)(void **slot, uintptr_t caller) = materialize_in_patch;
