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

/* Under the runtime's lock, like everything here but in_code_space, which is called under it too. */
static struct slab *slabs, *current;

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

static uint8_t *map_at(uintptr_t address, size_t size, int file) {
  void *result = mmap((void *)address, size, PROT_READ | PROT_EXEC, MAP_SHARED | MAP_FIXED_NOREPLACE, file, 0);
  if (result == MAP_FAILED)
    return NULL;
  if ((uintptr_t)result == address)
    return result;
  munmap(result, size); /* a kernel that does not know the flag took it as a hint */
  return NULL;
}

/* Below the program first: above it, the heap wants to grow. */
static uint8_t *map_near_program(size_t size, int file) {
  uintptr_t anchor = (uintptr_t)__start_autojit_modules & ~(STEP - 1);
  for (uintptr_t distance = STEP; distance + size < REACH && distance + size < anchor; distance += STEP) {
    uint8_t *result = map_at(anchor - distance - size, size, file);
    if (result)
      return result;
  }
  for (uintptr_t distance = REACH - size - STEP; distance > STEP; distance -= STEP) {
    uint8_t *result = map_at(anchor + distance, size, file);
    if (result)
      return result;
  }
  return NULL;
}

static struct slab *add_slab(size_t size) {
  struct slab *slab = take_memory(sizeof *slab);
  int file = slab ? memfd_create("autojit-code", MFD_CLOEXEC) : -1;
  if (file < 0)
    return NULL;
  if (ftruncate(file, (off_t)size) == 0) {
    uint8_t *run = map_near_program(size, file);
    void *write = run ? mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) : MAP_FAILED;
    if (write != MAP_FAILED)
      *slab = (struct slab){.space = {write, run}, .size = size, .older = slabs};
    else if (run)
      munmap(run, size);
  }
  close(file);
  if (!slab->size)
    return NULL;
  slabs = slab;
  return slab;
}

struct code_space take_code_space(size_t size, size_t align) {
  size_t offset = current ? (current->used + align - 1) & ~(align - 1) : 0;
  if (!current || offset > current->size || size > current->size - offset) {
    size_t wanted = size > SLAB_SIZE ? (size + PAGE - 1) & ~(size_t)(PAGE - 1) : SLAB_SIZE;
    current = add_slab(wanted);
    if (!current)
      return (struct code_space){NULL, NULL};
    offset = 0;
  }
  current->used = offset + size;
  return (struct code_space){current->space.write + offset, current->space.run + offset};
}

bool in_code_space(uintptr_t address) {
  for (const struct slab *slab = slabs; slab; slab = slab->older)
    if (address - (uintptr_t)slab->space.run < slab->size)
      return true;
  return false;
}

void forget_slab_after_fork(void) { current = NULL; }
