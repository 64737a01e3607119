#include "runtime.h"
#include "unwind.h"

enum { FAN = 8, LEVELS = 8 }; /* 8^8 sections: more than a slab can hold */

struct run {
  struct run *next_free;
  const void *sections[]; /* up to FAN^level of them and a null */
};

/* The runs of one slab, by level; within a level, and from high levels to low ones, in the order of their addresses. */
struct slab_runs {
  const void *slab;
  struct slab_runs *older;
  struct run *runs[LEVELS][FAN];
  unsigned used[LEVELS];
};

static struct slab_runs *all, *unused;
static struct run *free_runs[LEVELS];

/* libgcc 12 gives the notes of what is removed back; they are reused. */
static struct libgcc_notes *free_notes;

static struct libgcc_notes *take_notes(void) {
  struct libgcc_notes *notes = free_notes;
  if (!notes)
    return take_memory(sizeof *notes);
  free_notes = notes->words[0];
  return notes;
}

static bool tell(const struct unwinder *unwinder, const uint8_t *eh_frame) {
  if (unwinder->add_section) {
    unwinder->add_section((void *)(uintptr_t)eh_frame);
    return true;
  }
  struct libgcc_notes *notes = take_notes();
  if (notes)
    unwinder->add(eh_frame, notes);
  return notes;
}

static bool tell_run(const struct unwinder *unwinder, const struct run *run) {
  struct libgcc_notes *notes = take_notes();
  if (notes)
    unwinder->add(run->sections, notes);
  return notes;
}

static void take_back(const struct unwinder *unwinder, const void *registered) {
  struct libgcc_notes *notes = unwinder->remove(registered);
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
  struct slab_runs *fresh = unused;
  if (fresh)
    unused = fresh->older;
  else
    fresh = take_memory(sizeof *fresh);
  if (fresh) {
    *fresh = (struct slab_runs){0};
    fresh->slab = slab;
    fresh->older = all;
    all = fresh;
  }
  return fresh;
}

/* Copies what the runs of these levels say to `to`, in the order of their addresses, and returns where it ends. */
static const void **copy_runs(const struct slab_runs *slab, unsigned levels, const void **to) {
  for (unsigned level = levels; level-- > 0;)
    for (unsigned i = 0; i < slab->used[level]; ++i)
      for (const void **section = slab->runs[level][i]->sections; *section; ++section)
        *to++ = *section;
  return to;
}

static void drop_runs(struct slab_runs *slab, unsigned levels, const struct unwinder *unwinders, unsigned count) {
  for (unsigned level = 0; level < levels; ++level) {
    for (unsigned i = 0; i < slab->used[level]; ++i) {
      struct run *run = slab->runs[level][i];
      for (unsigned u = 0; u < count; ++u)
        if (unwinders[u].keeps_runs)
          take_back(&unwinders[u], run->sections);
      run->next_free = free_runs[level];
      free_runs[level] = run;
    }
    slab->used[level] = 0;
  }
}

/* One run of this level takes the place of all runs below it, and of the sections after those; false when there is no memory for it. */
static bool make_run(struct slab_runs *slab, unsigned level, const uint8_t *const *eh_frames, uint32_t sections, const struct unwinder *unwinders,
                     unsigned count) {
  struct run *run = slab->used[level] < FAN ? take_run(level) : NULL;
  if (!run)
    return false;
  const void **end = copy_runs(slab, level, run->sections);
  for (uint32_t i = 0; i < sections; ++i)
    *end++ = eh_frames[i];
  *end = NULL;
  for (unsigned u = 0; u < count; ++u)
    if (unwinders[u].keeps_runs && !tell_run(&unwinders[u], run))
      return false;
  drop_runs(slab, level, unwinders, count);
  slab->runs[level][slab->used[level]++] = run;
  return true;
}

/* The lowest level whose runs can hold these sections and all that is below it. */
static unsigned level_for(const struct slab_runs *slab, size_t sections) {
  unsigned level = 0;
  for (; level < LEVELS && sections > length_of(level); ++level)
    sections += slab->used[level] * length_of(level);
  return level;
}

bool add_to_runs(const void *slab_start, const uint8_t *const *eh_frames, uint32_t sections, const struct unwinder *unwinders, unsigned count) {
  struct slab_runs *slab = runs_of(slab_start);
  unsigned level = slab ? level_for(slab, sections) : LEVELS;
  if (level == LEVELS)
    return false;
  for (unsigned u = 0; u < count; ++u)
    for (uint32_t i = 0; i < sections && !unwinders[u].keeps_runs; ++i)
      if (!tell(&unwinders[u], eh_frames[i]))
        return false;
  if (!make_run(slab, level, eh_frames, sections, unwinders, count))
    return false;
  for (; slab->used[level] == FAN; ++level)
    if (level + 1 == LEVELS || !make_run(slab, level + 1, NULL, 0, unwinders, count))
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

static void forget_section(const struct unwinder *unwinder, const void *section) {
  if (unwinder->add_section)
    unwinder->remove_section((void *)(uintptr_t)section);
  else
    take_back(unwinder, section);
}

static void forget_sections(const struct slab_runs *slab, const struct unwinder *unwinder) {
  for (unsigned level = 0; level < LEVELS; ++level)
    for (unsigned i = 0; i < slab->used[level]; ++i)
      for (const void **section = slab->runs[level][i]->sections; *section; ++section)
        forget_section(unwinder, *section);
}

void forget_runs(const void *start, const struct unwinder *unwinders, unsigned count) {
  struct slab_runs **place = &all;
  while (*place && (*place)->slab != start)
    place = &(*place)->older;
  struct slab_runs *slab = *place;
  if (!slab)
    return;
  for (unsigned u = 0; u < count; ++u)
    if (!unwinders[u].keeps_runs)
      forget_sections(slab, &unwinders[u]);
  drop_runs(slab, LEVELS, unwinders, count);
  *place = slab->older;
  slab->older = unused;
  unused = slab;
}
