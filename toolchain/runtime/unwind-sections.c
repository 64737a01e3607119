/*
 * The unwind data that there is, by slab. Unwinders that ask us look it up here, at every frame of every throw and in handlers: without a lock. The
 * others are told of each section.
 */
#include "runtime.h"
#include "unwind.h"

#include <string.h>

enum { FIRST_CHUNK = 32, CHUNKS = 20, PC_RELATIVE_4 = 0x1b };

/* Distances from where the slab begins: the lowest address that it describes, and itself. */
struct section {
  uint32_t code, frames;
};

/*
 * The sections of one slab, in the order of their addresses. Written under the runtime's lock, read by anybody: a section is whole before it is
 * counted, and stays where it is, as a chunk that is full has one of twice its size after it. What is given back serves another slab; its version
 * is another one then, and odd meanwhile.
 */
struct slab_sections {
  struct slab_sections *older;
  uint32_t version;
  uintptr_t slab; /* 0: of none */
  uintptr_t end;  /* of the code that is described */
  uint32_t count;
  struct section *chunks[CHUNKS];
};

static struct slab_sections *all;

/* libgcc gives the notes of what is removed back; they are reused. */
static struct libgcc_notes *free_notes;

static struct section *section_at(const struct slab_sections *slab, uint32_t index) {
  const unsigned chunk = 31 - (unsigned)__builtin_clz(index / FIRST_CHUNK + 1);
  return &slab->chunks[chunk][index - FIRST_CHUNK * ((1u << chunk) - 1)];
}

/* --- what an .eh_frame section says; it holds together (map.c) --- */

struct frame {
  const uint8_t *record;
  uintptr_t start, end;
};

/* The frame at `*at`, or the next one; false behind the last. `*at` is behind it then. */
static bool next_frame(const uint8_t **at, struct frame *found) {
  uint32_t length, back;
  int32_t distance;
  for (;;) {
    const uint8_t *record = *at;
    memcpy(&length, record, sizeof length);
    if (length == 0)
      return false;
    memcpy(&back, record + 4, sizeof back);
    *at = record + sizeof length + length;
    if (back == 0) /* a description of frames */
      continue;
    memcpy(&distance, record + 8, sizeof distance);
    memcpy(&length, record + 12, sizeof length);
    *found = (struct frame){record, (uintptr_t)(record + 8) + (uintptr_t)(intptr_t)distance, 0};
    found->end = found->start + length;
    return true;
  }
}

static bool find_in_section(const uint8_t *section, uintptr_t address, struct unwind_data *found) {
  struct frame frame;
  for (const uint8_t *at = section; next_frame(&at, &frame);)
    if (address - frame.start < frame.end - frame.start) {
      *found = (struct unwind_data){frame.record, frame.start};
      return true;
    }
  return false;
}

/*
 * Whether the address is in the slab, and how many sections that has. Nobody throws through code that is given back, and who throws through code
 * knows of its slab; so one that changes meanwhile is another one.
 */
static bool covers(const struct slab_sections *slab, uintptr_t address, uintptr_t *start, uint32_t *count) {
  const uint32_t version = __atomic_load_n(&slab->version, __ATOMIC_ACQUIRE);
  *start = __atomic_load_n(&slab->slab, __ATOMIC_RELAXED);
  const uintptr_t end = __atomic_load_n(&slab->end, __ATOMIC_RELAXED);
  /* Acquire: who counts a section can read it, and all before it. */
  *count = __atomic_load_n(&slab->count, __ATOMIC_ACQUIRE);
  /* Acquire: what was read is older than the second look at the version. */
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
  return version % 2 == 0 && version == __atomic_load_n(&slab->version, __ATOMIC_RELAXED) && address >= *start && address < end;
}

static bool find_in_slab(const struct slab_sections *slab, uintptr_t address, struct unwind_data *found) {
  uintptr_t start;
  uint32_t low = 0, high;
  if (!covers(slab, address, &start, &high))
    return false;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (start + section_at(slab, middle)->code <= address)
      low = middle + 1;
    else
      high = middle;
  }
  return low && find_in_section((const uint8_t *)start + section_at(slab, low - 1)->frames, address, found);
}

bool find_unwind_data(uintptr_t address, struct unwind_data *found) {
  /* Acquire: who finds a slab finds its fields, and the slabs before it. */
  for (const struct slab_sections *slab = __atomic_load_n(&all, __ATOMIC_ACQUIRE); slab; slab = slab->older)
    if (find_in_slab(slab, address, found))
      return true;
  return false;
}

/* --- under the runtime's lock --- */

static struct libgcc_notes *take_notes(void) {
  struct libgcc_notes *notes = free_notes;
  if (!notes)
    return take_memory(sizeof *notes);
  free_notes = notes->words[0];
  return notes;
}

bool asks_us(const struct unwinder *unwinder) { return !unwinder->add && !unwinder->add_section; }

static bool tell(const struct unwinder *unwinder, const uint8_t *eh_frame) {
  if (asks_us(unwinder))
    return true;
  if (unwinder->add_section) {
    unwinder->add_section((void *)(uintptr_t)eh_frame);
    return true;
  }
  struct libgcc_notes *notes = take_notes();
  if (notes)
    unwinder->add(eh_frame, notes);
  return notes;
}

static void take_back(const struct unwinder *unwinder, const uint8_t *eh_frame) {
  if (asks_us(unwinder))
    return;
  if (unwinder->add_section) {
    unwinder->remove_section((void *)(uintptr_t)eh_frame);
    return;
  }
  struct libgcc_notes *notes = unwinder->remove(eh_frame);
  if (notes) {
    notes->words[0] = free_notes;
    free_notes = notes;
  }
}

/* Another slab, which has no sections yet; 0: none. */
static void describe(struct slab_sections *slab, uintptr_t start) {
  __atomic_store_n(&slab->version, slab->version | 1, __ATOMIC_RELAXED);
  /* Release: who reads what follows finds another version. */
  __atomic_thread_fence(__ATOMIC_RELEASE);
  __atomic_store_n(&slab->slab, start, __ATOMIC_RELAXED);
  __atomic_store_n(&slab->end, 0, __ATOMIC_RELAXED);
  __atomic_store_n(&slab->count, 0, __ATOMIC_RELAXED);
  __atomic_store_n(&slab->version, slab->version + 1, __ATOMIC_RELEASE);
}

static struct slab_sections *sections_of(const void *start) {
  struct slab_sections *unused = NULL;
  for (struct slab_sections *slab = all; slab; slab = slab->older) {
    if (slab->slab == (uintptr_t)start)
      return slab;
    if (!slab->slab)
      unused = slab;
  }
  struct slab_sections *fresh = unused ? unused : take_memory(sizeof *fresh);
  if (!fresh)
    return NULL;
  if (unused) {
    describe(fresh, (uintptr_t)start);
    return fresh;
  }
  *fresh = (struct slab_sections){.older = all, .slab = (uintptr_t)start};
  /* Release: find_unwind_data. */
  __atomic_store_n(&all, fresh, __ATOMIC_RELEASE);
  return fresh;
}

static bool have_room(struct slab_sections *slab) {
  const unsigned chunk = 31 - (unsigned)__builtin_clz(slab->count / FIRST_CHUNK + 1);
  if (chunk < CHUNKS && !slab->chunks[chunk])
    slab->chunks[chunk] = take_memory(((size_t)FIRST_CHUNK << chunk) * sizeof(struct section));
  return chunk < CHUNKS && slab->chunks[chunk];
}

static bool add_section(struct slab_sections *slab, const uint8_t *eh_frame) {
  struct frame frame;
  uintptr_t start = UINTPTR_MAX, end = 0;
  for (const uint8_t *at = eh_frame; next_frame(&at, &frame);) {
    start = frame.start < start ? frame.start : start;
    end = frame.end > end ? frame.end : end;
  }
  if (start > end) /* it describes nothing */
    return true;
  if (!have_room(slab))
    return false;
  *section_at(slab, slab->count) = (struct section){(uint32_t)(start - slab->slab), (uint32_t)((uintptr_t)eh_frame - slab->slab)};
  if (end > slab->end)
    __atomic_store_n(&slab->end, end, __ATOMIC_RELAXED);
  /* Release: find_in_slab. */
  __atomic_store_n(&slab->count, slab->count + 1, __ATOMIC_RELEASE);
  return true;
}

bool add_sections(const void *start, const uint8_t *const *eh_frames, uint32_t sections, const struct unwinder *unwinders, unsigned count) {
  struct slab_sections *slab = sections_of(start);
  for (uint32_t i = 0; slab && i < sections; ++i) {
    if (!add_section(slab, eh_frames[i]))
      return false;
    for (unsigned u = 0; u < count; ++u)
      if (!tell(&unwinders[u], eh_frames[i]))
        return false;
  }
  return slab;
}

static const uint8_t *frames_at(const struct slab_sections *slab, uint32_t index) {
  return (const uint8_t *)slab->slab + section_at(slab, index)->frames;
}

bool tell_all_sections(const struct unwinder *unwinder) {
  for (const struct slab_sections *slab = all; slab; slab = slab->older)
    for (uint32_t i = 0; i < slab->count; ++i)
      if (!tell(unwinder, frames_at(slab, i)))
        return false;
  return true;
}

void forget_sections(const void *start, const struct unwinder *unwinders, unsigned count) {
  struct slab_sections *slab = all;
  while (slab && slab->slab != (uintptr_t)start)
    slab = slab->older;
  for (uint32_t i = 0; slab && i < slab->count; ++i)
    for (unsigned u = 0; u < count; ++u)
      take_back(&unwinders[u], frames_at(slab, i));
  if (slab)
    describe(slab, 0);
}
