#define _GNU_SOURCE
#include "rights/rights.h"
#include "runtime.h"
#include "store.h"
#include "system.h"

#include <string.h>
#include <sys/mman.h>

/* A hash table by the record's address; grown when an object comes whose modules do not fit. */
static struct held_body *table;
static size_t places, used;

static struct held_body *place_of(const struct autojit_record *module) {
  for (size_t i = ((uintptr_t)module / sizeof *module) * 0x9e3779b97f4a7c15u >> 32;; ++i) {
    struct held_body *place = &table[i & (places - 1)];
    if (!place->module || place->module == module)
      return place;
  }
}

const struct held_body *held_body(const struct autojit_record *module) {
  if (!places)
    return NULL;
  const struct held_body *place = place_of(module);
  return place->bytes ? place : NULL;
}

static bool make_room(size_t more) {
  if (2 * (used + more) <= places)
    return true;
  struct held_body *old = table;
  size_t count = places, wanted = 64;
  while (wanted < 2 * (used + more))
    wanted *= 2;
  struct held_body *fresh = take_memory(wanted * sizeof *fresh);
  if (!fresh)
    return false;
  table = fresh;
  places = wanted;
  for (size_t i = 0; i < count; ++i)
    if (old[i].module)
      *place_of(old[i].module) = old[i];
  return true;
}

/* Mapped, not read: most of them are never needed. */
static void hold(struct held_body *place, const struct autojit_record *module) {
  char store[PATH_MAX], body[PATH_MAX];
  const char *problem;
  struct stat info;
  int file = locate_store(module, store, body, &problem) ? system_open(body) : -1;
  if (file < 0)
    return;
  long bytes = system_call(SYS_fstat, file, (long)&info, 0, 0) == 0 && S_ISREG(info.st_mode) && info.st_size > 0
                   ? system_mmap_file((size_t)info.st_size, PROT_READ, MAP_PRIVATE, file)
                   : -1;
  system_close(file);
  if (bytes < 0)
    return;
  size_t length = strlen(body) + 1;
  char *path = take_memory(length);
  if (!path)
    return;
  memcpy(path, body, length);
  used += !place->module;
  *place = (struct held_body){module, (const void *)bytes, (size_t)info.st_size, path};
}

void *hold_body(void *argument) {
  const struct autojit_record *module = argument;
  if (!make_room(1))
    return NULL;
  hold(place_of(module), module);
  return (void *)held_body(module);
}

void hold_bodies(const struct autojit_object *object) {
  if (!make_room((size_t)(object->end - object->first)))
    return;
  for (const struct autojit_record *module = object->first; is_record(object, module); ++module) {
    struct held_body *place = place_of(module);
    if (!place->bytes)
      hold(place, module);
  }
}
