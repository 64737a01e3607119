/*
 * The unwinders of this process: libgcc_s, LLVM's libunwind, and copies that are linked statically into programs or libraries (their module records
 * name those). Any of them may have to walk through materialized code, so each is told of all of it.
 */
#define _GNU_SOURCE
#include "unwind.h"
#include "runtime.h"

#include <dlfcn.h>
#include <link.h>
#include <sys/mman.h>

enum { MOST_UNWINDERS = 64 };

/* Under the runtime's lock. */
static struct unwinder unwinders[MOST_UNWINDERS];
static unsigned unwinder_count;

static bool learn(struct unwinder found) {
  if (!found.identity)
    return true;
  for (unsigned i = 0; i < unwinder_count; ++i)
    if (unwinders[i].identity == found.identity)
      return true;
  if (unwinder_count == MOST_UNWINDERS)
    return false;
  unwinders[unwinder_count++] = found;
  return tell_all_runs(&found);
}

/* An object that is closed takes its unwinder along, even if another is loaded in its place: then its notes are empty again. */
static bool is_loaded(const struct autojit_object *object) {
  void *page = (void *)((uintptr_t)object & ~(uintptr_t)4095);
  return msync(page, 4096, MS_ASYNC) == 0 && object->unwinder_read == 1;
}

static void forget_closed(void) {
  unsigned kept = 0;
  for (unsigned i = 0; i < unwinder_count; ++i)
    if (!unwinders[i].object || is_loaded(unwinders[i].object))
      unwinders[kept++] = unwinders[i];
  unwinder_count = kept;
}

/* The loader's count of opened and closed objects, plus one, when the shared unwinders were last looked for; 0: never. */
static unsigned long long looked_at;

static int count_changes(struct dl_phdr_info *info, size_t size, void *count) {
  *(unsigned long long *)count = info->dlpi_adds + info->dlpi_subs + 1;
  return 1;
}

static struct unwinder in_libgcc(void *library) {
  struct unwinder found = {0};
  if (!library)
    return found;
  /* Since 13, libgcc keeps what is registered in a tree, where ranges must not overlap even for a moment: it gets each section by itself. */
  found.keeps_runs = !dlvsym(library, "__truncsfbf2", "GCC_13.0.0");
  *(void **)&found.add = dlsym(library, found.keeps_runs ? "__register_frame_info_table" : "__register_frame_info");
  *(void **)&found.remove = dlsym(library, "__deregister_frame_info");
  found.identity = dlsym(library, "__register_frame_info");
  return found;
}

static struct unwinder in_libunwind(void *library) {
  struct unwinder found = {0};
  if (library)
    *(void **)&found.add_section = found.identity = dlsym(library, "__unw_add_dynamic_eh_frame_section");
  return found;
}

static unsigned long long changes_so_far(void) {
  unsigned long long count = 0;
  dl_iterate_phdr(count_changes, &count);
  return count;
}

bool unwinders_may_be_new(void) { return __atomic_load_n(&looked_at, __ATOMIC_ACQUIRE) != changes_so_far(); }

struct shared_unwinders find_shared_unwinders(void) {
  struct shared_unwinders found = {0};
  do { /* what we open ourselves counts too */
    found.looked_at = changes_so_far();
    /* libgcc_s is opened, not just looked for: whoever throws later, through code that exists already, gets the copy that knows it. */
    found.libgcc = in_libgcc(dlopen("libgcc_s.so.1", RTLD_LAZY | RTLD_LOCAL));
    found.libunwind = in_libunwind(dlopen("libunwind.so.1", RTLD_LAZY | RTLD_LOCAL | RTLD_NOLOAD));
  } while (found.looked_at != changes_so_far());
  return found;
}

/* libgcc of an unknown version: each section by itself is right for all of them, and slow only in old ones. */
static bool learn_linked(const struct autojit_object *object, const struct autojit_unwinder *linked) {
  if (linked->add_eh_frame_section) /* then __register_frame_info is LLVM's too, and does nothing */
    return learn((struct unwinder){.identity = (void *)linked->add_eh_frame_section, .object = object, .add_section = linked->add_eh_frame_section});
  return learn((struct unwinder){.identity = (void *)linked->register_frame_info, .object = object, .add = linked->register_frame_info});
}

bool learn_unwinders(const struct shared_unwinders *found, struct autojit_object *object) {
  if (found->looked_at) {
    forget_closed();
    if (!learn(found->libgcc) || !learn(found->libunwind))
      return false;
    __atomic_store_n(&looked_at, found->looked_at, __ATOMIC_RELEASE);
  }
  if (object->unwinder_read)
    return true;
  object->unwinder_read = 1;
  for (const struct autojit_record *module = object->first; is_record(object, module); ++module)
    if (module->unwinder && !learn_linked(object, target_of(&module->unwinder)))
      return false;
  return true;
}

bool register_unwind_data(const void *slab, const uint8_t *const *eh_frames, uint32_t count) {
  return add_to_runs(slab, eh_frames, count, unwinders, unwinder_count);
}
