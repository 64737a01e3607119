#include "runtime.h"
#include "unwind.h"

#include <string.h>

enum { FAN = 8, LEVELS = 8 }; /* 8^8 sections: more than a slab can hold */

struct run {
  struct run *next_free;
  const void *sections[]; /* FAN^level of them and a null */
};

/* The runs of one slab, by level; within a level, and from high levels to low ones, in the order of their addresses. */
struct slab_runs {
  const void *slab;
  struct slab_runs *older;
  struct run *runs[LEVELS][FAN];
  unsigned used[LEVELS];
};

static struct slab_runs *all;
static struct run *free_runs[LEVELS];

/* libgcc 12 gives the notes of what is removed back; they are reused. */
static struct libgcc_notes *free_notes;

static bool tell(const struct unwinder *unwinder, const uint8_t *eh_frame) {
  if (unwinder->add_section) {
    unwinder->add_section((void *)(uintptr_t)eh_frame);
    return true;
  }
  struct libgcc_notes *notes = take_memory(sizeof *notes);
  if (notes)
    unwinder->add(eh_frame, notes);
  return notes;
}

static bool tell_run(const struct unwinder *unwinder, const struct run *run) {
  struct libgcc_notes *notes = free_notes;
  if (notes)
    free_notes = notes->words[0];
  else
    notes = take_memory(sizeof *notes);
  if (notes)
    unwinder->add(run->sections, notes);
  return notes;
}

static void take_back(const struct unwinder *unwinder, const struct run *run) {
  struct libgcc_notes *notes = unwinder->remove(run->sections);
  if (notes) {
    notes->words[0] = free_notes;
    free_notes = notes;
  }
}

static size_t length_of(unsigned level) { return (size_t)1 << (3 * level); }

static struct run *take_run(unsigned level) {
  struct run *run = free_runs[level];
  if (run)
    free_runs[level] = run->next_free;
  else
    run = take_memory(sizeof *run + (length_of(level) + 1) * sizeof *run->sections);
  return run;
}

static struct slab_runs *runs_of(const void *slab) {
  for (struct slab_runs *known = all; known; known = known->older)
    if (known->slab == slab)
      return known;
  struct slab_runs *fresh = take_memory(sizeof *fresh);
  if (fresh) {
    fresh->slab = slab;
    fresh->older = all;
    all = fresh;
  }
  return fresh;
}

/* Replaces a full level by one run of the next; false when there is no memory for it. */
static bool merge(struct slab_runs *slab, unsigned level, const struct unwinder *unwinders, unsigned count) {
  struct run *merged = take_run(level + 1);
  if (!merged)
    return false;
  size_t length = length_of(level);
  for (unsigned i = 0; i < FAN; ++i)
    memcpy(merged->sections + i * length, slab->runs[level][i]->sections, length * sizeof *merged->sections);
  merged->sections[FAN * length] = NULL;
  for (unsigned u = 0; u < count; ++u)
    if (unwinders[u].keeps_runs) {
      if (!tell_run(&unwinders[u], merged))
        return false;
      for (unsigned i = 0; i < FAN; ++i)
        take_back(&unwinders[u], slab->runs[level][i]);
    }
  for (unsigned i = 0; i < FAN; ++i) {
    slab->runs[level][i]->next_free = free_runs[level];
    free_runs[level] = slab->runs[level][i];
  }
  slab->used[level] = 0;
  slab->runs[level + 1][slab->used[level + 1]++] = merged;
  return true;
}

bool add_to_runs(const void *slab_start, const uint8_t *eh_frame, const struct unwinder *unwinders, unsigned count) {
  struct slab_runs *slab = runs_of(slab_start);
  struct run *run = slab && slab->used[0] < FAN ? take_run(0) : NULL;
  if (!run)
    return false;
  run->sections[0] = eh_frame;
  run->sections[1] = NULL;
  for (unsigned u = 0; u < count; ++u)
    if (!(unwinders[u].keeps_runs ? tell_run(&unwinders[u], run) : tell(&unwinders[u], eh_frame)))
      return false;
  slab->runs[0][slab->used[0]++] = run;
  for (unsigned level = 0; level + 1 < LEVELS && slab->used[level] == FAN; ++level)
    if (slab->used[level + 1] == FAN || !merge(slab, level, unwinders, count))
      return false;
  return true;
}

static bool tell_sections(const struct unwinder *unwinder, const struct run *run) {
  for (size_t i = 0; run->sections[i]; ++i)
    if (!tell(unwinder, run->sections[i]))
      return false;
  return true;
}

bool tell_all_runs(const struct unwinder *unwinder) {
  for (struct slab_runs *slab = all; slab; slab = slab->older)
    for (unsigned level = 0; level < LEVELS; ++level)
      for (unsigned i = 0; i < slab->used[level]; ++i)
        if (!(unwinder->keeps_runs ? tell_run : tell_sections)(unwinder, slab->runs[level][i]))
          return false;
  return true;
}
