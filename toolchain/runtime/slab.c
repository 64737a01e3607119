/*
 * Where code lives: slabs of shared memory, mapped twice. One mapping runs, the other is written through; no address is ever writable
 * and executable. The running one lies within 2 GiB of the program, so that 32-bit distances reach its variables and stubs.
 */
#define _GNU_SOURCE
#include "runtime.h"

#include <sys/mman.h>
#include <unistd.h>

enum { SLAB_SIZE = 64 << 20, PAGE = 4096 };
static const uintptr_t STEP = 16 << 20, REACH = 0x70000000; /* 1.75 GiB: leaves room for a large program */

struct slab {
  struct code_space space;
  size_t used, size;
  struct slab *older;
};

/* Under the runtime's lock, like everything here. */
static struct slab *slabs;

void *take_memory(size_t size) {
  static uint8_t *block;
  static size_t left;
  size = (size + 15) & ~(size_t)15;
  if (size > left) {
    size_t wanted = size > 64 * 1024 ? (size + PAGE - 1) & ~(size_t)(PAGE - 1) : 64 * 1024;
    void *fresh = mmap(NULL, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (fresh == MAP_FAILED)
      return NULL;
    if (wanted > 64 * 1024)
      return fresh;
    block = fresh;
    left = wanted;
  }
  void *result = block;
  block += size;
  left -= size;
  return result;
}

/*
 * libgcc 12 takes a list of unwind data for an empty one if the low 32 bits of its first address are 0, and then never forgets it: registered runs
 * would interleave, and exceptions be lost (docs/decisions/009). So no code lies where its address could look like that.
 */
static bool holds_low_zero(uintptr_t address, size_t size) {
  uintptr_t last = address + size - 1;
  return (uint32_t)address == 0 || address >> 32 != last >> 32;
}

static uint8_t *map_at(uintptr_t address, size_t size, int flags, int file) {
  if (holds_low_zero(address, size))
    return NULL;
  void *result = mmap((void *)address, size, PROT_READ | PROT_EXEC, flags | MAP_FIXED_NOREPLACE, file, 0);
  if (result == MAP_FAILED)
    return NULL;
  if ((uintptr_t)result == address)
    return result;
  munmap(result, size); /* a kernel that does not know the flag took it as a hint */
  return NULL;
}

/* Within reach of `address`. Below the program first: above it, the heap wants to grow. */
static uint8_t *map_near(uintptr_t address, size_t size, int flags, int file) {
  uintptr_t anchor = address & ~(STEP - 1);
  for (uintptr_t distance = STEP; distance + size < REACH && distance + size < anchor; distance += STEP) {
    uint8_t *result = map_at(anchor - distance - size, size, flags, file);
    if (result)
      return result;
  }
  for (uintptr_t distance = REACH - size - STEP; distance > STEP; distance -= STEP) {
    uint8_t *result = map_at(anchor + distance, size, flags, file);
    if (result)
      return result;
  }
  return NULL;
}

/* Shared memory without a name: perf takes it for generated code, which it does not with a memory file. */
static struct code_space map_shared(uintptr_t anchor, size_t size) {
  uint8_t *run = map_near(anchor, size, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1);
  /* An old size of 0 makes a second mapping of the same memory. */
  void *write = run ? mremap(run, 0, size, MREMAP_MAYMOVE) : MAP_FAILED;
  if (write != MAP_FAILED && mprotect(write, size, PROT_READ | PROT_WRITE) == 0)
    return (struct code_space){write, run, run};
  if (run)
    munmap(run, size);
  if (write != MAP_FAILED)
    munmap(write, size);
  return (struct code_space){NULL, NULL, NULL};
}

/*
 * The kernel lets nobody, not even a debugger, write into a shared mapping that is not writable, so breakpoints need a private one. It shows what is
 * written through the other mapping until a breakpoint gives the process its own copy of the page; take_code_space keeps pages apart for that.
 */
static struct code_space map_for_breakpoints(uintptr_t anchor, size_t size) {
  int file = memfd_create("autojit-code", MFD_CLOEXEC);
  if (file < 0)
    return (struct code_space){NULL, NULL, NULL};
  uint8_t *run = ftruncate(file, (off_t)size) == 0 ? map_near(anchor, size, MAP_PRIVATE, file) : NULL;
  void *write = run ? mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) : MAP_FAILED;
  close(file);
  if (write != MAP_FAILED)
    return (struct code_space){write, run, run};
  if (run)
    munmap(run, size);
  return (struct code_space){NULL, NULL, NULL};
}

static struct slab *add_slab(uintptr_t anchor, size_t size) {
  struct slab *slab = take_memory(sizeof *slab);
  struct code_space space = {NULL, NULL, NULL};
  if (slab)
    space = debugger_wants_objects() ? map_for_breakpoints(anchor, size) : map_shared(anchor, size);
  if (!space.run)
    return NULL;
  *slab = (struct slab){.space = space, .size = size, .older = slabs};
  slabs = slab;
  return slab;
}

static size_t start_in(const struct slab *slab, size_t align) { return (slab->used + align - 1) & ~(align - 1); }

/* Every library of a process has its own neighbourhood. */
static bool serves(const struct slab *slab, uintptr_t anchor, size_t size, size_t align) {
  uintptr_t first = (uintptr_t)slab->space.run, end = first + slab->size;
  bool near = first < anchor ? anchor - first < REACH : end - anchor < REACH;
  size_t start = start_in(slab, align);
  return near && start <= slab->size && size <= slab->size - start;
}

struct code_space take_code_space(uintptr_t anchor, size_t size, size_t align) {
  if (debugger_wants_objects()) {
    align = PAGE;
    size = (size + PAGE - 1) & ~(size_t)(PAGE - 1);
  }
  struct slab *slab = slabs;
  while (slab && !serves(slab, anchor, size, align))
    slab = slab->older;
  if (!slab)
    slab = add_slab(anchor, size > SLAB_SIZE ? (size + PAGE - 1) & ~(size_t)(PAGE - 1) : SLAB_SIZE);
  if (!slab)
    return (struct code_space){NULL, NULL, NULL};
  size_t start = start_in(slab, align);
  slab->used = start + size;
  return (struct code_space){slab->space.write + start, slab->space.run + start, slab->space.slab};
}

void forget_slabs_after_fork(void) { slabs = NULL; }
