/*
 * What stands for a materialized function in the program or library that it belongs to (autojit/runtime.h).
 */
#include "loader.h"
#include "name.h"

#include <string.h>

/* The loader keeps a file's header where the file begins in memory. */
static const Elf64_Ehdr *file_of(const void *address) {
  const struct loaded_object object = object_of((uintptr_t)address);
  const Elf64_Ehdr *header = (const Elf64_Ehdr *)object.base;
  return object.path && header && memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 ? header : NULL;
}

/* All code of the file is searched, so the answer is kept; several threads may find it at once, and all find the same. */
static const void *find_stub_of(const struct code_place *place) {
  const Elf64_Ehdr *file = file_of(place->slot);
  const uint64_t address = file ? find_stub(file, place->slot) : 0;
  if (!address)
    return NULL;
  const void *stub = (const void *)((file->e_type == ET_EXEC ? 0 : (uintptr_t)file) + address);
  note_stub(place, stub);
  return stub;
}

__attribute__((visibility("default"))) autojit_find_place autojit_find_place_v1;
int autojit_find_place_v1(const void *address, struct autojit_place *place) {
  const struct code_place found = find_place((uintptr_t)address);
  const void *stub = found.slot && !found.stub ? find_stub_of(&found) : found.stub;
  *place = (struct autojit_place){stub, (const char *)found.code};
  return stub != NULL;
}
