#include "choices.h"
#include "lock.h"
#include "objects.h"
#include "reload.h"

/* What was never called need not be made now: its first call will find the new body. */
static bool was_called(const struct exchanged *exchanged) { return __atomic_load_n(exchanged->root, __ATOMIC_ACQUIRE); }

static const char *make(struct exchanged *exchanged, struct thread_choices *choices) {
  const char *reason = try_to_make(exchanged->function, choices);
  if (reason)
    return reason;
  /* Nobody else knows of this slot yet. It stays empty, so that the first call is seen. */
  void *code = *exchanged->slot;
  take_lock();
  take_code_away(exchanged->function);
  release_lock();
  __atomic_store_n(&exchanged->code, code, __ATOMIC_RELEASE);
  return NULL;
}

const char *make_patch(struct patch *patch, struct thread_choices *choices) {
  bool any = false;
  for (uint32_t i = 0; i < patch->function_count; ++i)
    patch->functions[i].was_used = was_called(&patch->functions[i]);
  for (uint32_t i = 0; i < patch->function_count; ++i) {
    struct exchanged *exchanged = &patch->functions[i];
    if (!exchanged->was_used || exchanged->code)
      continue;
    const char *reason = make(exchanged, choices);
    if (reason)
      return reason;
    if (!any)
      make_together(patch, choices);
    any = true;
  }
  return NULL;
}

static void tell_trace(const struct patch *patch) {
  for (uint32_t f = 0; f < patch->function_count; ++f) {
    const struct exchanged *exchanged = &patch->functions[f];
    trace_exchanged(exchanged->function, find_function(patch->parent, exchanged->root), exchanged->generation, exchanged->was_used);
  }
}

static bool is_any_parent_closed(void) {
  for (const struct patch *patch = first_pending(); patch; patch = patch->older)
    if (!patch->parent || was_closed(patch->parent))
      return true;
  return false;
}

/* Those that are pending, by root, of which several may have the same: a hash table, at most half full. Under the lock. */
struct roots {
  struct exchanged **places;
  size_t count; /* a power of two */
};

static size_t place_of(const struct roots *roots, void *const *root) {
  size_t at = ((uintptr_t)root >> 3) * 0x9e3779b97f4a7c15u >> 20;
  while (roots->places[at & (roots->count - 1)] && roots->places[at & (roots->count - 1)]->root != root)
    ++at;
  return at & (roots->count - 1);
}

static bool find_roots(struct roots *roots, struct pool *pool, struct patch *pending) {
  size_t functions = 0;
  for (const struct patch *patch = pending; patch; patch = patch->older)
    functions += patch->function_count;
  for (roots->count = 2; roots->count < 2 * functions;)
    roots->count *= 2;
  roots->places = take_from_pool(pool, roots->count * sizeof *roots->places);
  if (!roots->places)
    return false;
  for (struct patch *patch = pending; patch; patch = patch->older)
    for (uint32_t f = 0; f < patch->function_count; ++f) {
      struct exchanged **place = &roots->places[place_of(roots, patch->functions[f].root)];
      if (!*place)
        *place = &patch->functions[f];
    }
  return true;
}

/* How many patches have exchanged each function with these. False: there is no memory. */
static bool number_generations(struct patch *pending) {
  struct pool pool = {NULL, 0};
  struct roots roots;
  bool good = find_roots(&roots, &pool, pending);
  /* The newest has counted those before it. */
  for (const struct patch *patch = good ? first_patch() : NULL; patch; patch = patch->older)
    for (uint32_t f = 0; f < patch->function_count; ++f) {
      struct exchanged *exchanged = roots.places[place_of(&roots, patch->functions[f].root)];
      if (exchanged && !exchanged->generation)
        exchanged->generation = patch->functions[f].generation;
    }
  for (int first = 0; good && first < 2; ++first)
    for (struct patch *patch = pending; patch; patch = patch->older)
      for (uint32_t f = 0; f < patch->function_count; ++f) {
        struct exchanged *exchanged = &patch->functions[f], *at_root = roots.places[place_of(&roots, exchanged->root)];
        if ((exchanged == at_root) == first)
          exchanged->generation = at_root->generation + 1;
      }
  empty_pool(&pool);
  return good;
}

/*
 * One store each, and one for those that call by a cell: a first call that is under way sees either none or all of it. Threads that run meanwhile
 * read one slot after another, so for as long as these stores take, one may call a new function and then an old one.
 */
static void set_slots(const struct patch *from, const struct patch *to) {
  /* Release: whoever comes through a slot finds the patch. */
  for (const struct patch *patch = from; patch != to; patch = patch->older)
    for (uint32_t f = 0; f < patch->function_count; ++f) {
      void *const stub = (void *)(uintptr_t)patch->functions[f].stub;
      const void *before = __atomic_exchange_n(patch->functions[f].root, stub, __ATOMIC_ACQ_REL);
      lead_cell(&patch->object, patch->functions[f].root, stub);
      /* The stub of an older patch: its code was never entered. */
      if (before)
        note_obsolete(patch->parent, before);
    }
  /* Before any of them can be told to have been entered. */
  for (const struct patch *patch = from; patch != to && tracing(); patch = patch->older)
    tell_trace(patch);
}

const char *switch_to_pending(void) {
  const char *problem = NULL;
  look_for_closed_objects();
  take_lock();
  if (is_any_parent_closed()) {
    problem = "a library that it is for was closed meanwhile";
  } else if (!number_generations(first_pending())) {
    problem = "there is no memory for the switch";
  } else {
    const struct patch *before = first_patch();
    count_pending();
    set_slots(first_patch(), before);
  }
  release_lock();
  return problem;
}
