#include "leftovers.h"

#include <sanitizer/allocator_interface.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

enum { PLACES = 1 << 16 };

static const volatile void *taken[PLACES];
static size_t first = PLACES, last; /* of the places that were used */
static _Thread_local bool watches;  /* libFuzzer has a thread of its own */

static size_t place_of(const volatile void *memory) {
  size_t at = ((uintptr_t)memory >> 4) * 2654435761u % PLACES;
  while (taken[at] && taken[at] != memory)
    at = (at + 1) % PLACES;
  return at;
}

static void take(const volatile void *memory) {
  size_t at = place_of(memory);
  taken[at] = memory;
  first = at < first ? at : first;
  last = at > last ? at : last;
}

static void note_taken(const volatile void *memory, size_t size) {
  if (watches && memory)
    take(memory);
}

/* Those behind it in its chain move up: a gap would hide them. */
static void note_freed(const volatile void *memory) {
  if (!watches || !memory)
    return;
  size_t at = place_of(memory);
  if (!taken[at])
    return;
  taken[at] = NULL;
  for (at = (at + 1) % PLACES; taken[at]; at = (at + 1) % PLACES) {
    const volatile void *moved = taken[at];
    taken[at] = NULL;
    take(moved);
  }
}

void begin_leftovers(void) {
  static bool installed;
  if (!installed && __sanitizer_install_malloc_and_free_hooks(note_taken, note_freed) == 0)
    abort();
  installed = true;
  watches = true;
}

void free_leftovers(void) {
  watches = false;
  for (size_t i = first; i <= last; ++i)
    if (taken[i]) {
      free((void *)(uintptr_t)taken[i]);
      taken[i] = NULL;
    }
  first = PLACES;
  last = 0;
}
