/*
 * Starts from what earlier runs kept: the functions that were called one after another then come in blocks, each larger than the one before, so that
 * a run that needs few maps few.
 */
#include "images/images.h"
#include "runtime.h"
#include "valgrind.h"

enum { FIRST_BLOCK = 128 };

static struct mapping mapping_of(const struct kept_image *kept, struct autojit_object *object) {
  return (struct mapping){.image = image_of(kept->entry), .size = image_size(kept->entry), .function = {object, kept->module, kept->entry->slot}};
}

/* Traces and valgrind are told of functions one by one, as they are called. */
static uint32_t block_limit(void) {
  static uint32_t limit = FIRST_BLOCK;
  if (tracing() || on_valgrind())
    return 1;
  uint32_t result = limit;
  limit = 4 * limit < MOST_MAPPED ? 4 * limit : MOST_MAPPED;
  return result;
}

/* What was called after the function `first`, and is not here yet. */
static uint32_t gather(const struct image_log *log, uint32_t first, struct autojit_object *object, struct mapping *mappings, uint32_t limit) {
  uint32_t count = 1;
  for (uint32_t i = first + 1; i < log->count && count < limit; ++i) {
    struct mapping mapping = mapping_of(&log->images[i], object);
    if (!__atomic_load_n(slots_of(mapping.function.module) + mapping.function.slot, __ATOMIC_RELAXED) && is_intact(log->images[i].entry) &&
        !missing_routine(mapping.image, mapping.size))
      mappings[count++] = mapping;
  }
  return count;
}

/* The function alone, which another process kept since the log was read. */
static bool map_news(struct image_log *log, struct function_ref function, struct mapping *mapping, const char **missing) {
  const struct autojit_log_entry *entry = find_news(log, function);
  if (!entry)
    return false;
  *mapping = mapping_of(&(struct kept_image){entry, function.module}, function.object);
  *missing = missing_routine(mapping->image, mapping->size);
  return !*missing && !map_images(mapping, 1);
}

bool map_kept(struct function_ref function, void **code, uint32_t *size, const char **missing) {
  static struct mapping mappings[MOST_MAPPED];
  look_for_debugger();
  struct image_log *log = log_of(function.object);
  uint32_t wanted = log ? find_kept(log, function) : 0;
  *missing = NULL;
  if (!log)
    return false;
  if (wanted == log->count || !is_intact(log->images[wanted].entry)) {
    if (!map_news(log, function, mappings, missing))
      return false;
    *code = mappings[0].entry;
    *size = mappings[0].code_size;
    return true;
  }
  mappings[0] = mapping_of(&log->images[wanted], function.object);
  *missing = missing_routine(mappings[0].image, mappings[0].size);
  if (*missing)
    return false;
  uint32_t count = gather(log, wanted, function.object, mappings, block_limit());
  if (map_images(mappings, count)) {
    /* One of the others, perhaps. Where it is this one, the engine makes it anew or says why not. */
    if (count == 1 || map_images(mappings, 1))
      return false;
    count = 1;
  }
  *code = mappings[0].entry;
  *size = mappings[0].code_size;
  for (uint32_t i = 1; i < count; ++i) /* release: whoever sees the pointer sees the code behind it */
    __atomic_store_n(slots_of(mappings[i].function.module) + mappings[i].function.slot, mappings[i].entry, __ATOMIC_RELEASE);
  return true;
}
