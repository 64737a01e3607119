#include "names.h"

#include <link.h>

/* A C library before 2.34 has it in a library of its own, which who calls dladdr links. */
#pragma weak dlsym

/* The runtime's answer, once this program or library has called a stub; null before. Where it may do so, resident/load.c defines it too. */
extern void *__autojit_place __attribute__((weak, visibility("hidden")));
void *__autojit_place;

void *__autojit_next(void **known, const char *name) {
  /* Relaxed: all threads find the same function, which was there before any of them. */
  void *next = __atomic_load_n(known, __ATOMIC_RELAXED);
  if (!next && dlsym) {
    next = dlsym(RTLD_NEXT, name);
    __atomic_store_n(known, next, __ATOMIC_RELAXED);
  }
  return next;
}

const void *__autojit_stand_in(const void *address, ptrdiff_t *offset) {
  struct autojit_place place;
  /* Acquire: who sees the function sees its library. */
  autojit_find_place *find;
  *(void **)&find = __atomic_load_n(&__autojit_place, __ATOMIC_ACQUIRE);
  const bool found = find && find(address, &place);
  *offset = found ? (const char *)address - place.code : 0;
  return found ? place.stub : address;
}

struct autojit_name __autojit_name(const void *address) {
  static void *known;
  int (*ask)(const void *, Dl_info *, void **, int);
  *(void **)&ask = __autojit_next(&known, "dladdr1");
  Dl_info info;
  struct link_map *map = NULL;
  ptrdiff_t offset;
  const void *stand_in = __autojit_stand_in(address, &offset);
  if (!ask || !ask(stand_in, &info, (void **)&map, RTLD_DL_LINKMAP) || !info.dli_fname)
    return (struct autojit_name){0};
  const uintptr_t bias = map ? map->l_addr : 0;
  return (struct autojit_name){.file = info.dli_fname,
                               .symbol = info.dli_sname,
                               .offset = info.dli_sname ? offset + ((const char *)stand_in - (const char *)info.dli_saddr)
                                                        : (ptrdiff_t)((uintptr_t)stand_in - bias),
                               .moved = bias != 0};
}
