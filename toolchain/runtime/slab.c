/*
 * Where code lives: slabs of shared memory, near the program or library that it is of. Where it runs it is never writable; what is written is written
 * through a second mapping of the same pages, which is there only meanwhile, so no address is ever writable and executable, and code counts once.
 * Data that reloads bring has slabs as well, of plain memory.
 *
 * Each linked object (program, library) has slabs of its own, the next as large as all before it: what is mapped is at most twice what is used, since
 * mlockall makes all of it resident, and limits on address space count it.
 */
#define _GNU_SOURCE
#include "debug-object.h"
#include "limited-write.h"
#include "near.h"
#include "reload/reload.h"
#include "runtime.h"
#include "unwind.h"

#include <sys/mman.h>
#include <unistd.h>

enum { SMALLEST_SLAB = 32 << 10, LARGEST_SLAB = 8 << 20, PAGE = 4096, DATA_ALIGN = 64 };

struct slab {
  const struct autojit_object *object; /* null: free to describe another slab */
  uint8_t *run;
  uint8_t *write; /* a second mapping that stays, where none can be made later; else null */
  size_t used, size;
  bool is_data;
  struct slab *older;
};

/* Under the runtime's lock, like everything here. */
static struct slab *slabs;

/* Whose slabs are those that had to stay when their object was closed. */
static const struct autojit_object closed;

static size_t whole_pages(size_t size) { return (size + PAGE - 1) & ~(size_t)(PAGE - 1); }

/* A second mapping of part of a slab, to write: with an old size of 0, mremap makes one of shared memory. */
static uint8_t *map_again(uint8_t *run, size_t size) {
  void *write = mremap(run, 0, size, MREMAP_MAYMOVE);
  if (write == MAP_FAILED)
    return NULL;
  if (mprotect(write, size, PROT_READ | PROT_WRITE) == 0)
    return write;
  munmap(write, size);
  return NULL;
}

/* Shared memory without a name: perf takes it for generated code, which it does not with a memory file. */
static bool map_shared(struct slab *slab, const struct near *near) {
  slab->run = map_near(near, slab->size, PROT_READ | PROT_EXEC, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1);
  uint8_t *write = slab->run ? map_again(slab->run, PAGE) : NULL; /* emulators do not know how */
  if (write)
    munmap(write, PAGE);
  else if (slab->run)
    munmap(slab->run, slab->size);
  return write;
}

/* A memory file, which has a second mapping for as long as it has room: the program may close descriptors that it does not know. */
static bool map_file(struct slab *slab, const struct near *near, int flags) {
  int file = memfd_create("autojit-code", MFD_CLOEXEC);
  if (file < 0)
    return false;
  slab->run = ftruncate(file, (off_t)slab->size) == 0 ? map_near(near, slab->size, PROT_READ | PROT_EXEC, flags, file) : NULL;
  void *write = slab->run ? mmap(NULL, slab->size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) : MAP_FAILED;
  close(file);
  if (write != MAP_FAILED) {
    madvise(write, slab->size, MADV_DONTDUMP);
    slab->write = write;
    return true;
  }
  if (slab->run)
    munmap(slab->run, slab->size);
  return false;
}

/*
 * The kernel lets nobody, not even a debugger, write into a shared mapping that is not writable, so breakpoints need a private one. It shows what is
 * written through the other mapping until a breakpoint gives the process its own copy of the page; take_code_space keeps pages apart for that.
 * It takes a file: where RLIMIT_FSIZE forbids one of this size, code has names in the debugger, and no breakpoints.
 *
 * Core files have private mappings of files only once the process has a page of its own in them, so the first page is given up to be that. All of the
 * slab changes its rights for it: nothing runs there yet, and in parts it would not be one mapping any more.
 */
static bool map_for_breakpoints(struct slab *slab, const struct near *near) {
  if (!map_file(slab, near, MAP_PRIVATE))
    return false;
  if (mprotect(slab->run, slab->size, PROT_READ | PROT_WRITE) == 0)
    *(volatile uint8_t *)slab->run = 0xcc; /* int3 */
  if (mprotect(slab->run, slab->size, PROT_READ | PROT_EXEC) != 0)
    return false;
  slab->used = PAGE;
  return true;
}

static struct slab *take_description(void) {
  for (struct slab *slab = slabs; slab; slab = slab->older)
    if (!slab->object)
      return slab;
  struct slab *slab = take_memory(sizeof *slab);
  if (slab) {
    slab->older = slabs;
    slabs = slab;
  }
  return slab;
}

/* Below the object's own, and else below everybody's: the slabs of many small objects lie side by side, and small ones share page tables. */
static struct near near_slabs(const struct autojit_object *object) {
  struct near near = {.address = (uintptr_t)object->first};
  for (const struct slab *slab = slabs; slab; slab = slab->older) {
    const uintptr_t start = (uintptr_t)slab->run;
    if (!slab->object || !is_within_reach(near.address, start))
      continue;
    if (slab->object == object && (!near.below[0] || start < near.below[0]))
      near.below[0] = start;
    if (!near.below[1] || start < near.below[1])
      near.below[1] = start;
  }
  return near;
}

static size_t size_of_code(const struct autojit_object *object) {
  size_t size = 0;
  for (const struct slab *slab = slabs; slab; slab = slab->older)
    size += slab->object == object && !slab->is_data ? slab->size : 0;
  return size;
}

static bool map_code(struct slab *slab, const struct near *near) {
  if (debugger_wants_objects() && may_have_size(slab->size))
    return map_for_breakpoints(slab, near);
  return map_shared(slab, near) || (may_have_size(slab->size) && map_file(slab, near, MAP_SHARED));
}

static bool map_data(struct slab *slab, const struct near *near) {
  slab->run = map_near(near, slab->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
  return slab->run;
}

static struct slab *add_slab(const struct autojit_object *object, size_t size, bool is_data) {
  struct slab *slab = take_description();
  if (!slab)
    return NULL;
  const size_t so_far = is_data ? 0 : size_of_code(object);
  const size_t usual = so_far < SMALLEST_SLAB ? SMALLEST_SLAB : so_far > LARGEST_SLAB ? LARGEST_SLAB : whole_pages(so_far);
  *slab = (struct slab){.size = size > usual ? whole_pages(size) : usual, .is_data = is_data, .older = slab->older};
  const struct near near = near_slabs(object);
  if (!(is_data ? map_data : map_code)(slab, &near))
    return NULL;
  slab->object = object;
  return slab;
}

static size_t start_in(const struct slab *slab, size_t align) { return (slab->used + align - 1) & ~(align - 1); }

static bool has_room(const struct slab *slab, size_t size, size_t align) {
  size_t start = start_in(slab, align);
  return start <= slab->size && size <= slab->size - start;
}

static struct slab *slab_with_room(const struct autojit_object *object, size_t size, size_t align, bool is_data) {
  struct slab *slab = slabs;
  while (slab && !(slab->object == object && slab->is_data == is_data && has_room(slab, size, align)))
    slab = slab->older;
  return slab ? slab : add_slab(object, size + (!is_data && debugger_wants_objects() ? PAGE : 0), is_data);
}

uint8_t *map_data_near(const struct autojit_object *object, size_t size) {
  struct slab *slab = slab_with_room(object, size, DATA_ALIGN, true);
  if (!slab)
    return NULL;
  const size_t start = start_in(slab, DATA_ALIGN);
  slab->used = start + size;
  return slab->run + start;
}

struct code_space take_code_space(const struct autojit_object *object, size_t size, size_t align) {
  const struct code_space nothing = {NULL, NULL, NULL, 0};
  object = owning_object(object);
  if (debugger_wants_objects()) {
    align = PAGE;
    size = whole_pages(size);
  }
  struct slab *slab = slab_with_room(object, size, align, false);
  if (!slab)
    return nothing;
  size_t start = start_in(slab, align), page = start & ~(size_t)(PAGE - 1);
  uint8_t *pages = slab->write ? slab->write + page : map_again(slab->run + page, whole_pages(start + size) - page);
  if (!pages)
    return nothing;
  slab->used = start + size;
  return (struct code_space){pages + (start - page), slab->run + start, slab->run, slab->write ? 0 : whole_pages(start + size) - page};
}

void end_writing(struct code_space space) {
  if (space.mapped)
    munmap((void *)((uintptr_t)space.write & ~(uintptr_t)(PAGE - 1)), space.mapped);
}

/* Not where an unwinder would go on looking at unwind data that is not there any more, or a debugger at code: then the slab stays. */
void give_slabs_back(const struct autojit_object *object) {
  for (struct slab *slab = slabs; slab; slab = slab->older) {
    if (slab->object != object)
      continue;
    slab->object = &closed;
    if (!slab->is_data && (debugger_wants_objects() || !forget_unwind_data(slab->run)))
      continue;
    if (!slab->is_data)
      forget_description(slab->run);
    if (slab->size)
      munmap(slab->run, slab->size);
    if (slab->write)
      munmap(slab->write, slab->size);
    slab->object = NULL;
  }
}

/* Code that was made before the fork is the child's too; what was left for more is the parent's to fill. Of data each has its own. */
void leave_slabs_to_parent(void) {
  for (struct slab *slab = slabs; slab; slab = slab->older) {
    if (slab->is_data)
      continue;
    size_t used = whole_pages(slab->used);
    if (slab->object && used < slab->size)
      munmap(slab->run + used, slab->size - used);
    if (slab->object && slab->write)
      munmap(slab->write, slab->size);
    slab->write = NULL;
    slab->used = slab->size = used;
  }
}

void close_slabs(void) {
  for (struct slab *slab = slabs; slab; slab = slab->older)
    if (!slab->is_data)
      slab->used = slab->size;
}
