#define _GNU_SOURCE
#include "libgcc.h"
#include "loader.h"
#include "objects.h"

#include <dlfcn.h>
#include <link.h>

/* The loader's count of opened and closed objects, plus one, when the shared unwinders were last looked for; 0: never. */
static unsigned long long looked_at;

static int count_changes(struct dl_phdr_info *info, size_t size, void *count) {
  *(unsigned long long *)count = info->dlpi_adds + info->dlpi_subs + 1;
  return 1;
}

/* Where it asks us there is nothing to tell it. */
static struct unwinder in_libgcc(void *library) {
  struct unwinder found = {0};
  if (!library)
    return found;
  found.identity = dlsym(library, "__register_frame_info");
  if (have_libgcc_ask_us(library))
    return found;
  *(void **)&found.add = found.identity;
  *(void **)&found.remove = dlsym(library, "__deregister_frame_info");
  return found;
}

static struct unwinder in_libunwind(void *library) {
  struct unwinder found = {0};
  if (library) {
    *(void **)&found.add_section = found.identity = dlsym(library, "__unw_add_dynamic_eh_frame_section");
    *(void **)&found.remove_section = dlsym(library, "__unw_remove_dynamic_eh_frame_section");
  }
  return found;
}

/* In the loader's callback, while it lets nobody close anything. Another object in the place of a closed one has notes that are empty. */
static int look_at(struct dl_phdr_info *info, size_t size, void *argument) {
  (void)size;
  const struct autojit_object *object = *(const struct autojit_object **)argument;
  for (int i = 0; i < info->dlpi_phnum; ++i)
    if (info->dlpi_phdr[i].p_type == PT_LOAD && (uintptr_t)object - info->dlpi_addr - info->dlpi_phdr[i].p_vaddr < info->dlpi_phdr[i].p_memsz)
      return __atomic_load_n(&object->unwinder_read, __ATOMIC_ACQUIRE) == 1 ? 1 : 2;
  return 0;
}

bool is_open(const struct autojit_object *object) { return dl_iterate_phdr(look_at, &object) == 1; }

struct work_while_open {
  const struct autojit_object *object; /* first, as look_at wants it */
  void (*work)(void *);
  void *argument;
};

static int work_if_open(struct dl_phdr_info *info, size_t size, void *argument) {
  struct work_while_open *wanted = argument;
  int open = look_at(info, size, argument);
  if (open == 1)
    wanted->work(wanted->argument);
  return open;
}

bool while_open(const struct autojit_object *object, void (*work)(void *), void *argument) {
  struct work_while_open wanted = {object, work, argument};
  return dl_iterate_phdr(work_if_open, &wanted) == 1;
}

static unsigned long long changes_so_far(void) {
  unsigned long long count = 0;
  dl_iterate_phdr(count_changes, &count);
  return count;
}

void unwinders_are_known(unsigned long long when) { __atomic_store_n(&looked_at, when, __ATOMIC_RELEASE); }

bool unwinders_may_be_new(void) { return __atomic_load_n(&looked_at, __ATOMIC_ACQUIRE) != changes_so_far() || libgcc_was_bound_again(); }

struct shared_unwinders find_shared_unwinders(void) {
  struct shared_unwinders found = {0};
  do { /* what we open ourselves counts too */
    found.looked_at = changes_so_far();
    look_for_closed_objects();
    /* libgcc_s is opened, not just looked for: whoever throws later, through code that exists already, gets the copy that knows it. */
    found.libgcc = in_libgcc(dlopen("libgcc_s.so.1", RTLD_LAZY | RTLD_LOCAL));
    found.libunwind = in_libunwind(dlopen("libunwind.so.1", RTLD_LAZY | RTLD_LOCAL | RTLD_NOLOAD));
  } while (found.looked_at != changes_so_far());
  return found;
}
