#define _GNU_SOURCE
#include "rights/rights.h"
#include "runtime.h"
#include "store.h"
#include "system.h"

#include <string.h>
#include <sys/mman.h>

/*
 * A hash table by the record's address. Written under the runtime's lock; whoever has the turn reads without it, so everything is whole before it is
 * to be found (release), and what was to be found once stays. A larger table takes the place of one that is half full.
 */
struct shelf {
  size_t places, used;
  struct held_body *bodies[];
};
static struct shelf *shelf;

static struct held_body **place_of(struct shelf *on, const struct autojit_record *module) {
  for (size_t i = ((uintptr_t)module / sizeof *module) * 0x9e3779b97f4a7c15u >> 32;; ++i) {
    struct held_body **place = &on->bodies[i & (on->places - 1)];
    struct held_body *body = __atomic_load_n(place, __ATOMIC_ACQUIRE);
    if (!body || body->module == module)
      return place;
  }
}

const struct held_body *held_body(const struct autojit_record *module, const uint8_t *id) {
  struct shelf *on = __atomic_load_n(&shelf, __ATOMIC_ACQUIRE);
  const struct held_body *body = on ? __atomic_load_n(place_of(on, module), __ATOMIC_ACQUIRE) : NULL;
  return body && memcmp(body->id, id, sizeof body->id) == 0 ? body : NULL;
}

static bool make_room(void) {
  struct shelf *old = shelf;
  if (old && 2 * (old->used + 1) <= old->places)
    return true;
  size_t places = old ? 4 * old->places : 64;
  struct shelf *fresh = take_memory(sizeof *fresh + places * sizeof *fresh->bodies);
  if (!fresh)
    return false;
  fresh->places = places;
  fresh->used = old ? old->used : 0;
  for (size_t i = 0; old && i < old->places; ++i)
    if (old->bodies[i])
      *place_of(fresh, old->bodies[i]->module) = old->bodies[i];
  __atomic_store_n(&shelf, fresh, __ATOMIC_RELEASE);
  return true;
}

/* Maps the module's body, and writes its path (PATH_MAX bytes). Mapped, not read: most of them are never needed. */
static bool map_body(const struct autojit_record *module, struct held_body *held, char *body) {
  char store[PATH_MAX];
  const char *problem;
  struct stat info;
  int file = locate_store(module, store, body, &problem) ? system_open(body) : -1;
  if (file < 0)
    return false;
  long bytes = system_call(SYS_fstat, file, (long)&info, 0, 0) == 0 && S_ISREG(info.st_mode) && info.st_size > 0
                   ? system_mmap_file((size_t)info.st_size, PROT_READ, MAP_PRIVATE, file)
                   : -1;
  system_close(file);
  if (bytes < 0)
    return false;
  *held = (struct held_body){.module = module, .bytes = (const void *)bytes, .size = (size_t)info.st_size, .path = body};
  memcpy(held->id, module->id, sizeof held->id);
  return true;
}

static void unmap_body(const struct held_body *held) { system_call(SYS_munmap, (long)held->bytes, (long)held->size, 0, 0); }

void hold_body(const struct autojit_record *module) {
  char body[PATH_MAX];
  struct held_body held;
  if (held_body(module, module->id) || !make_room() || !map_body(module, &held, body))
    return;
  size_t length = strlen(body) + 1;
  struct held_body *kept = take_memory(sizeof *kept + length);
  if (!kept) {
    unmap_body(&held);
    return;
  }
  *kept = held;
  kept->path = memcpy(kept + 1, body, length);
  struct held_body **place = place_of(shelf, module);
  shelf->used += !*place;
  __atomic_store_n(place, kept, __ATOMIC_RELEASE);
}

void *borrow_body(void *module) {
  static struct held_body borrowed;
  static char body[PATH_MAX];
  if (borrowed.bytes)
    unmap_body(&borrowed);
  borrowed.bytes = NULL;
  return map_body(module, &borrowed, body) ? &borrowed : NULL;
}
