/*
 * What is registered with libgcc_s is found under a lock (before 13: at every frame of every throw), with calls of malloc: a signal handler that
 * interrupts it, or a child that another thread forked meanwhile, would wait for ever when it calls a function for the first time, or throws. And who
 * registers waits for whoever is interrupted there. So nothing is registered: it asks us, and we take no lock (docs/decisions/009).
 */
#define _GNU_SOURCE
#include "libgcc.h"
#include "lock.h"
#include "unwind.h"

#include <dlfcn.h>
#include <link.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* libgcc's unwind-dw2-fde.h; part of its ABI, as _Unwind_Find_FDE@GCC_3.0 is. */
struct dwarf_eh_bases {
  void *text, *data, *function;
};
typedef const void *find_frame(void *, struct dwarf_eh_bases *);

/* Atomic: whom we ask for all other code. Null: we are not asked. */
static find_frame *next;

static const void *find_frame_first(void *address, struct dwarf_eh_bases *bases) {
  struct unwind_data found;
  if (!find_unwind_data((uintptr_t)address, &found))
    /* Acquire: it was there before the slot led here. */
    return __atomic_load_n(&next, __ATOMIC_ACQUIRE)(address, bases);
  *bases = (struct dwarf_eh_bases){NULL, NULL, (void *)found.start};
  return found.frame;
}

/* --- the slot --- */

enum { MOST_ATTEMPTS = 3 };

struct relocations {
  const ElfW(Rela) * first;
  size_t count;
};

struct tables {
  const ElfW(Sym) * symbols;
  const char *names;
  struct relocations calls, others;
};

/* glibc has made addresses of these; other loaders leave them as they are in the file. */
static const void *address_in(const struct link_map *library, ElfW(Addr) value) {
  return (const void *)(value < library->l_addr ? library->l_addr + value : value);
}

static struct tables tables_of(const struct link_map *library) {
  struct tables found = {0};
  for (const ElfW(Dyn) *entry = library->l_ld; entry->d_tag != DT_NULL; ++entry)
    switch (entry->d_tag) {
    case DT_SYMTAB:
      found.symbols = address_in(library, entry->d_un.d_ptr);
      break;
    case DT_STRTAB:
      found.names = address_in(library, entry->d_un.d_ptr);
      break;
    case DT_JMPREL:
      found.calls.first = address_in(library, entry->d_un.d_ptr);
      break;
    case DT_PLTRELSZ:
      found.calls.count = entry->d_un.d_val / sizeof(ElfW(Rela));
      break;
    case DT_RELA:
      found.others.first = address_in(library, entry->d_un.d_ptr);
      break;
    case DT_RELASZ:
      found.others.count = entry->d_un.d_val / sizeof(ElfW(Rela));
      break;
    }
  return found;
}

static find_frame **find_in(const struct link_map *library, const struct tables *tables, struct relocations relocations) {
  for (size_t i = 0; tables->symbols && tables->names && relocations.first && i < relocations.count; ++i) {
    const ElfW(Rela) *relocation = &relocations.first[i];
    const uint32_t type = ELF64_R_TYPE(relocation->r_info);
    const ElfW(Sym) *symbol = &tables->symbols[ELF64_R_SYM(relocation->r_info)];
    if ((type == R_X86_64_JUMP_SLOT || type == R_X86_64_GLOB_DAT) && strcmp(tables->names + symbol->st_name, "_Unwind_Find_FDE") == 0)
      return (find_frame **)(library->l_addr + relocation->r_offset);
  }
  return NULL;
}

struct range {
  uintptr_t start, end;
};

/* One library: its own place in memory, and what of it the loader has made read-only. */
struct layout {
  uintptr_t base;
  struct range whole, read_only;
};

static int find_layout(struct dl_phdr_info *info, size_t size, void *argument) {
  (void)size;
  struct layout *layout = argument;
  if (info->dlpi_addr != layout->base)
    return 0;
  layout->whole = (struct range){UINTPTR_MAX, 0};
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr) *part = &info->dlpi_phdr[i];
    const struct range range = {info->dlpi_addr + part->p_vaddr, info->dlpi_addr + part->p_vaddr + part->p_memsz};
    if (part->p_type == PT_GNU_RELRO)
      layout->read_only = range;
    if (part->p_type == PT_LOAD)
      layout->whole = (struct range){range.start < layout->whole.start ? range.start : layout->whole.start,
                                     range.end > layout->whole.end ? range.end : layout->whole.end};
  }
  return 1;
}

static bool is_in(struct range range, uintptr_t address) { return address >= range.start && address < range.end; }

/* Atomic, as what follows: the slot, once it leads to us, and where it led before. */
static find_frame **ours, *own;

/* Release: with whom to ask next. False: somebody else changed it first. */
static bool set_slot(find_frame **slot, find_frame *seen) {
  return __atomic_compare_exchange_n(slot, &seen, find_frame_first, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
}

/* One thread at a time: nobody else makes the page read-only again meanwhile. */
static bool set_read_only_slot(find_frame **slot, find_frame *seen) {
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start = (uintptr_t)slot & ~(page - 1);
  take_lock();
  const bool writable = mprotect((void *)start, page, PROT_READ | PROT_WRITE) == 0, done = writable && set_slot(slot, seen);
  if (writable)
    mprotect((void *)start, page, PROT_READ);
  release_lock();
  return done;
}

static find_frame **slot_of(const struct link_map *library) {
  const struct tables tables = tables_of(library);
  find_frame **slot = find_in(library, &tables, tables.calls);
  return slot ? slot : find_in(library, &tables, tables.others);
}

/*
 * A slot that does not lead into the library leads to somebody else who wants to be asked, such as the runtime of another version of ours: that one
 * is asked next if we come after it, and leave it there if it came after us.
 */
bool have_libgcc_ask_us(void *library) {
  const struct link_map *map = library;
  find_frame **slot = slot_of(map), *found, *none = NULL;
  struct layout layout = {.base = map->l_addr};
  *(void **)&found = dlsym(library, "_Unwind_Find_FDE");
  if (!slot || !found || dl_iterate_phdr(find_layout, &layout) != 1)
    return false;
  for (int attempt = 0; attempt < MOST_ATTEMPTS; ++attempt) {
    find_frame *seen = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
    const bool unbound_or_own = is_in(layout.whole, (uintptr_t)seen);
    if (seen == find_frame_first || (!unbound_or_own && __atomic_load_n(&ours, __ATOMIC_ACQUIRE)))
      return true;
    __atomic_compare_exchange_n(&next, &none, unbound_or_own ? found : seen, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
    if ((is_in(layout.read_only, (uintptr_t)slot) ? set_read_only_slot : set_slot)(slot, seen)) {
      __atomic_store_n(&own, found, __ATOMIC_RELAXED);
      __atomic_store_n(&ours, slot, __ATOMIC_RELEASE);
      return true;
    }
  }
  return false;
}

bool libgcc_was_bound_again(void) {
  find_frame **slot = __atomic_load_n(&ours, __ATOMIC_ACQUIRE);
  return slot && __atomic_load_n(slot, __ATOMIC_RELAXED) == __atomic_load_n(&own, __ATOMIC_RELAXED);
}
