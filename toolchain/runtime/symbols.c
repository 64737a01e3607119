/*
 * Library routines that the code generator calls without the source naming them: memory functions, 128-bit and long double arithmetic …
 *
 * The loader is asked only by threads that hold no lock of ours (loader.h says why), so what it answered is kept.
 */
#include "at-load.h"
#include "loader.h"

#include <string.h>

struct routine {
  const struct routine *older;
  uintptr_t address;
  char name[];
};

/* Under the runtime's lock. */
static const struct routine *routines;

/* The most frequent ones, asked for before the first function. */
static struct {
  const char *name;
  uintptr_t address;
} common[] = {{"memcpy", 0}, {"memmove", 0}, {"memset", 0}, {"memcmp", 0}};
enum { COMMON = sizeof common / sizeof *common };

static void ask_for_common(void) {
  for (size_t i = 0; i < COMMON; ++i)
    common[i].address = ask_loader_for_routine(common[i].name);
}
AT_LOAD(ask_for_common);

bool find_library_routine(const char *name, uintptr_t *address) {
  for (size_t i = 0; i < COMMON; ++i)
    if (strcmp(name, common[i].name) == 0) {
      *address = common[i].address;
      return true;
    }
  for (const struct routine *known = routines; known; known = known->older)
    if (strcmp(name, known->name) == 0) {
      *address = known->address;
      return true;
    }
  return false;
}

bool remember_library_routine(const char *name, uintptr_t address) {
  size_t size = strlen(name) + 1;
  struct routine *routine = take_memory(sizeof *routine + size);
  if (!routine)
    return false;
  memcpy(routine->name, name, size);
  routine->address = address;
  routine->older = routines;
  routines = routine;
  return true;
}
