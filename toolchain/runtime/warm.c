/*
 * Starts from what earlier runs kept: functions come in blocks, each larger than the one before, so that a run that needs few maps few.
 *
 * Which ones come with a function that is called: those that the runs needed that are like this one, of which the log's index knows some
 * (images/learn.c). Alike are those that needed every function that this one asked for so far; so each question leaves fewer, and after some the kind
 * of run is known. A function that none of them needed begins anew, with the runs that needed it.
 */
#include "images/images.h"
#include "runtime.h"
#include "tiers/tiers.h"
#include "valgrind.h"

enum { FIRST_BLOCK = 32 };

/* Traces and valgrind are told of functions one by one, as they are called. */
static uint32_t block_limit(struct image_log *log, bool surprised) {
  if (tracing() || on_valgrind())
    return 1;
  if (!log->ahead || surprised)
    log->ahead = FIRST_BLOCK;
  uint32_t result = log->ahead;
  log->ahead = 2 * result < MOST_MAPPED ? 2 * result : MOST_MAPPED;
  return result;
}

/* The runs that are like this one, which needs this image now. */
static uint64_t runs_like_this(struct image_log *log, uint32_t image, bool *surprised) {
  uint64_t *alike = &log->alike[owner_of(log, image)], runs = log->images[image].runs;
  *surprised = *alike && !(*alike & runs);
  log->surprises += *surprised;
  ++log->asked;
  *alike = *alike & runs ? *alike & runs : runs;
  return *alike;
}

static bool is_here(const struct image_log *log, uint32_t image) {
  const struct autojit_record *module = module_of(log, image);
  return !module || __atomic_load_n(slots_of(module) + log->images[image].slot, __ATOMIC_RELAXED);
}

/* Three of four of these runs needed it. */
static bool is_likely(uint64_t needed, uint64_t runs, int runs_count) { return 4 * __builtin_popcountll(needed & runs) >= 3 * runs_count; }

/* The function, and what will be called in this run and is not here yet, in the order of the log. */
static uint32_t gather(struct image_log *log, uint32_t wanted, uint32_t images[MOST_MAPPED]) {
  const enum log_owner owner = owner_of(log, wanted);
  const uint32_t start = owner == OWN ? log->first_own : 0, end = owner == OWN ? log->count : log->first_own;
  bool surprised;
  const uint64_t runs = runs_like_this(log, wanted, &surprised);
  const uint32_t limit = block_limit(log, surprised);
  const int runs_count = __builtin_popcountll(runs);
  uint32_t count = 1;
  images[0] = wanted;
  for (uint32_t left = end - start - 1, i = wanted; runs && left && count < limit; --left) {
    i = i + 1 == end ? start : i + 1;
    if (is_likely(log->images[i].runs, runs, runs_count) && !is_here(log, i))
      images[count++] = i;
  }
  return count;
}

static struct mapping mapping_of(const struct autojit_log_entry *entry, struct function_ref function) {
  return (struct mapping){.image = image_of(entry), .size = image_size(entry), .function = function};
}

/* The function alone, which another process kept since the log was read. */
static bool map_news(struct image_log *log, struct function_ref function, struct mapping *mapping, const char **missing) {
  const struct autojit_log_entry *entry = find_news(log, function, tiers_are_on());
  if (!entry || (is_reloadable() && AUTOJIT_KEY_RULES_RELOAD_OUT(entry->key)))
    return false;
  *mapping = mapping_of(entry, function);
  *missing = missing_routine(mapping->image, mapping->size);
  return !*missing && !map_images(mapping, 1);
}

/* What is damaged, or lacks a routine, is left out; not so the first one: then nothing is mapped. */
static uint32_t choose_mappings(const struct image_log *log, struct autojit_object *object, const uint32_t *images, uint32_t count,
                                const struct autojit_log_entry *const *entries, struct mapping *mappings, const char **missing) {
  uint32_t chosen = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const char *lacks = NULL;
    if (entries[i]) {
      mappings[chosen] = mapping_of(entries[i], (struct function_ref){object, module_of(log, images[i]), log->images[images[i]].slot});
      lacks = missing_routine(mappings[chosen].image, mappings[chosen].size);
    }
    if (i == 0 && (!entries[i] || lacks)) {
      *missing = lacks;
      return 0;
    }
    chosen += entries[i] && !lacks;
  }
  return chosen;
}

static uint32_t map_read(struct mapping *mappings, uint32_t count) {
  if (!count || !map_images(mappings, count))
    return count;
  /* One of the others, perhaps. Where it is this one, the engine makes it anew or says why not. */
  return count > 1 && !map_images(mappings, 1);
}

/*
 * Returns how many were mapped, the wanted one first. A trace is told what is in that image, and whoever looks for a missing routine reads its name
 * there: then it stays until the next one is read.
 */
static uint32_t map_from_log(struct image_log *log, uint32_t wanted, struct autojit_object *object, struct mapping *mappings, const char **missing) {
  static uint32_t images[MOST_MAPPED];
  static const struct autojit_log_entry *entries[MOST_MAPPED];
  static struct read_entries told;
  struct read_entries read;
  give_entries_back(&told);
  uint32_t count = gather(log, wanted, images);
  if (!read_entries(log, images, count, entries, &read))
    return 0;
  count = map_read(mappings, choose_mappings(log, object, images, count, entries, mappings, missing));
  if (tracing() || *missing)
    told = read;
  else
    give_entries_back(&read);
  return count;
}

static bool map_what_was_kept(struct function_ref function, struct mapping *mapped, const char **missing) {
  static struct mapping mappings[MOST_MAPPED];
  look_for_debugger();
  struct image_log *log = log_of(function.object);
  uint32_t wanted = log ? find_kept(log, function) : 0;
  *missing = NULL;
  if (!log)
    return false;
  uint32_t count = wanted == log->count ? 0 : map_from_log(log, wanted, function.object, mappings, missing);
  if (*missing || (!count && !map_news(log, function, mappings, missing)))
    return false;
  *mapped = mappings[0];
  for (uint32_t i = 1; i < count; ++i)
    give_code(mappings[i].function, mappings[i].entry);
  return true;
}

bool map_kept(struct function_ref function, struct mapping *mapped, const char **missing) {
  drafts_are_kept(true);
  bool there = map_what_was_kept(function, mapped, missing);
  drafts_are_kept(false);
  return there;
}
