/*
 * The records of the linked object that this is part of, and the toolchain that made it.
 */
#include "report.h"
#include "resident.h"
#include "store.h"

/* Records lie back to back; both ends are provided by the linker. */
extern const struct autojit_record __start_autojit_modules[] __attribute__((visibility("hidden")));
extern const struct autojit_record __stop_autojit_modules[] __attribute__((visibility("hidden")));

/* Filled at the first call: an initializer would cost two dynamic relocations. */
struct autojit_object autojit_this_object;

void autojit_find_records(void) {
  autojit_this_object.first = __start_autojit_modules;
  autojit_this_object.end = __stop_autojit_modules;
}

struct function_ref autojit_find_toolchain(void **slot, char *path) {
  struct function_ref function = find_by_slot(&autojit_this_object, slot);
  const char *problem = "a stub belongs to no module; rebuild and relink everything";
  if (!function.module || !locate_toolchain(function.module, path, &problem))
    die(function, problem, "");
  return function;
}
