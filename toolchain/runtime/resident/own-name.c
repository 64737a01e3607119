/*
 * The symbol of a stub that is linked into the same program or library as this.
 */
#define _GNU_SOURCE
#include "name.h"
#include "resident.h"

#include <dlfcn.h>

#pragma weak dlsym /* load.c says why */

const char *symbol_of(const struct autojit_record *module, uint32_t slot, char *room, const char *end) {
  (void)room, (void)end;
  if (!&__ehdr_start)
    return NULL;
  const char *found = symbol_in_file("/proc/self/exe", &__ehdr_start, slots_of(module) + slot);
  if (found || !dlsym)
    return found;
  /* A library. Not under any lock of ours, so the dynamic loader may be asked; nothing is imported for that. */
  int (*ask)(const void *, Dl_info *);
  *(void **)&ask = dlsym(RTLD_DEFAULT, "dladdr");
  Dl_info info;
  return ask && ask(&__ehdr_start, &info) ? symbol_in_file(info.dli_fname, &__ehdr_start, slots_of(module) + slot) : NULL;
}
