/*
 * Where code lives: slabs of shared memory. Where it runs it is never writable; what is written is written through a second mapping of the same
 * pages, which is there only meanwhile, so no address is ever writable and executable, and code counts once. Slabs lie within 2 GiB of the program,
 * so that 32-bit distances reach its variables and stubs.
 *
 * Each linked object (program, library) has slabs of its own, the next as large as all before it: what is mapped is at most twice what is used, since
 * mlockall makes all of it resident, and limits on address space count it.
 */
#define _GNU_SOURCE
#include "debug-object.h"
#include "limited-write.h"
#include "reload/reload.h"
#include "runtime.h"
#include "unwind.h"

#include <sys/mman.h>
#include <unistd.h>

enum { SMALLEST_SLAB = 32 << 10, LARGEST_SLAB = 8 << 20, PAGE = 4096 };
static const uintptr_t STEP = 16 << 20, REACH = 0x70000000; /* 1.75 GiB: leaves room for a large program */

struct slab {
  const struct autojit_object *object; /* null: free to describe another slab */
  uint8_t *run;
  uint8_t *write; /* a second mapping that stays, where none can be made later; else null */
  size_t used, size;
  struct slab *older;
};

/* Under the runtime's lock, like everything here. */
static struct slab *slabs;

/* Whose slabs are those that had to stay when their object was closed. */
static const struct autojit_object closed;

static size_t whole_pages(size_t size) { return (size + PAGE - 1) & ~(size_t)(PAGE - 1); }

/*
 * libgcc 12 takes a list of unwind data for an empty one if the low 32 bits of its first address are 0, and then never forgets it: registered runs
 * would interleave, and exceptions be lost (docs/decisions/009). So no code lies where its address could look like that.
 */
static bool holds_low_zero(uintptr_t address, size_t size) {
  uintptr_t last = address + size - 1;
  return (uint32_t)address == 0 || address >> 32 != last >> 32;
}

static uint8_t *map_at(uintptr_t address, size_t size, int protection, int flags, int file) {
  if (holds_low_zero(address, size))
    return NULL;
  void *result = mmap((void *)address, size, protection, flags | MAP_FIXED_NOREPLACE, file, 0);
  if (result == MAP_FAILED)
    return NULL;
  if ((uintptr_t)result == address)
    return result;
  munmap(result, size); /* a kernel that does not know the flag took it as a hint */
  return NULL;
}

/* Within reach of `address`, right below the object's last slab if that is possible. Below the program first: above it, the heap wants to grow. */
static uint8_t *map_near(uintptr_t address, const struct slab *last, size_t size, int protection, int flags, int file) {
  if (last && (uintptr_t)last->run > size && address - ((uintptr_t)last->run - size) < REACH) {
    uint8_t *result = map_at((uintptr_t)last->run - size, size, protection, flags, file);
    if (result)
      return result;
  }
  uintptr_t anchor = address & ~(STEP - 1);
  for (uintptr_t distance = STEP; distance + size < REACH && distance + size < anchor; distance += STEP) {
    uint8_t *result = map_at(anchor - distance - size, size, protection, flags, file);
    if (result)
      return result;
  }
  for (uintptr_t distance = REACH - size - STEP; distance > STEP; distance -= STEP) {
    uint8_t *result = map_at(anchor + distance, size, protection, flags, file);
    if (result)
      return result;
  }
  return NULL;
}

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
static bool map_shared(struct slab *slab, uintptr_t anchor, const struct slab *last) {
  slab->run = map_near(anchor, last, slab->size, PROT_READ | PROT_EXEC, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1);
  uint8_t *write = slab->run ? map_again(slab->run, PAGE) : NULL; /* emulators do not know how */
  if (write)
    munmap(write, PAGE);
  else if (slab->run)
    munmap(slab->run, slab->size);
  return write;
}

/* A memory file, which has a second mapping for as long as it has room: the program may close descriptors that it does not know. */
static bool map_file(struct slab *slab, uintptr_t anchor, const struct slab *last, int flags) {
  int file = memfd_create("autojit-code", MFD_CLOEXEC);
  if (file < 0)
    return false;
  slab->run = ftruncate(file, (off_t)slab->size) == 0 ? map_near(anchor, last, slab->size, PROT_READ | PROT_EXEC, flags, file) : NULL;
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
static bool map_for_breakpoints(struct slab *slab, uintptr_t anchor, const struct slab *last) {
  if (!map_file(slab, anchor, last, MAP_PRIVATE))
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

static struct slab *add_slab(const struct autojit_object *object, uintptr_t anchor, size_t size) {
  struct slab *slab = take_description(), *last = NULL;
  size_t so_far = 0;
  for (struct slab *other = slabs; other; other = other->older)
    if (other->object == object) {
      so_far += other->size;
      last = !last || other->run < last->run ? other : last;
    }
  if (!slab)
    return NULL;
  so_far = so_far < SMALLEST_SLAB ? SMALLEST_SLAB : so_far > LARGEST_SLAB ? LARGEST_SLAB : whole_pages(so_far);
  *slab = (struct slab){.size = size > so_far ? whole_pages(size) : so_far, .older = slab->older};
  bool mapped = debugger_wants_objects() && may_have_size(slab->size)
                    ? map_for_breakpoints(slab, anchor, last)
                    : map_shared(slab, anchor, last) || (may_have_size(slab->size) && map_file(slab, anchor, last, MAP_SHARED));
  if (!mapped)
    return NULL;
  slab->object = object;
  return slab;
}

static size_t start_in(const struct slab *slab, size_t align) { return (slab->used + align - 1) & ~(align - 1); }

static bool has_room(const struct slab *slab, size_t size, size_t align) {
  size_t start = start_in(slab, align);
  return start <= slab->size && size <= slab->size - start;
}

uint8_t *map_data_near(const struct autojit_object *object, size_t size) {
  static const struct autojit_object *owner;
  static uint8_t *block;
  static size_t left;
  size = (size + 63) & ~(size_t)63;
  if (owner != object || left < size) {
    const size_t wanted = size > SMALLEST_SLAB ? whole_pages(size) : SMALLEST_SLAB;
    block = map_near((uintptr_t)object->first, NULL, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
    left = block ? wanted : 0;
    owner = object;
  }
  if (!block || left < size)
    return NULL;
  uint8_t *result = block;
  block += size;
  left -= size;
  return result;
}

struct code_space take_code_space(const struct autojit_object *object, size_t size, size_t align) {
  const struct code_space nothing = {NULL, NULL, NULL, 0};
  object = owning_object(object);
  if (debugger_wants_objects()) {
    align = PAGE;
    size = whole_pages(size);
  }
  struct slab *slab = slabs;
  while (slab && !(slab->object == object && has_room(slab, size, align)))
    slab = slab->older;
  if (!slab)
    slab = add_slab(object, (uintptr_t)object->first, size + (debugger_wants_objects() ? PAGE : 0));
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
    if (debugger_wants_objects() || !forget_unwind_data(slab->run))
      continue;
    forget_description(slab->run);
    if (slab->size)
      munmap(slab->run, slab->size);
    if (slab->write)
      munmap(slab->write, slab->size);
    slab->object = NULL;
  }
}

/* Code that was made before the fork is the child's too; what was left for more is the parent's to fill. */
void leave_slabs_to_parent(void) {
  for (struct slab *slab = slabs; slab; slab = slab->older) {
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
    slab->used = slab->size;
}
