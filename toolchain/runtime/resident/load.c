/*
 * Loads the runtime's library at the first call of the first stub: libautojit-runtime.so of the toolchain that the module's store names.
 */
#define _GNU_SOURCE
#include "autojit/runtime.h"
#include "libraries.h"
#include "report.h"
#include "resident.h"
#include "stack.h"
#include "text.h"

#include <dlfcn.h>
#include <limits.h>

/* A program without a C library (-nostdlib) must still link. CMakeLists.txt makes all names weak; these are tested, which only the source can say. */
#pragma weak dlopen
#pragma weak dlsym

/*
 * What dladdr asks, where the program has it of us; null before the library is there. Defined in names/place.c too, and the linker keeps one of both:
 * linkers do not agree on the address of what is not there.
 */
extern void *__autojit_place __attribute__((weak, visibility("hidden")));
void *__autojit_place;

static void *load_and_materialize(void **slot, uintptr_t caller);

/* Written by whoever loads first; several threads may, and all write the same. */
static const struct autojit_runtime_v3 *library;
void *(*volatile autojit_materialize)(void **slot, uintptr_t caller) = load_and_materialize;

static void *materialize(void **slot, uintptr_t caller) {
  return __atomic_load_n(&library, __ATOMIC_ACQUIRE)->materialize(&autojit_this_object, slot, caller);
}

static bool is_position_independent_executable(const Elf64_Dyn *entry) {
  for (; entry->d_tag != DT_NULL; ++entry)
    if (entry->d_tag == DT_FLAGS_1)
      return entry->d_un.d_val & DF_1_PIE;
  return false;
}

/* An executable that names no dynamic linker: it cannot open libraries, whatever dlopen says. A library names none either. */
static bool is_static(void) {
  if (!&__ehdr_start)
    return false;
  const Elf64_Phdr *headers = (const Elf64_Phdr *)((const char *)&__ehdr_start + __ehdr_start.e_phoff);
  bool result = __ehdr_start.e_type == ET_EXEC;
  for (int i = 0; i < __ehdr_start.e_phnum; ++i) {
    if (headers[i].p_type == PT_INTERP)
      return false;
    if (headers[i].p_type == PT_DYNAMIC && __ehdr_start.e_type == ET_DYN)
      result = is_position_independent_executable((const Elf64_Dyn *)((const char *)&__ehdr_start + headers[i].p_vaddr));
  }
  return result;
}

/* On a stack of its own: paths and the dynamic loader need more than a small thread has. */
static void *load(void *slot) {
  if (is_static())
    die(find_by_slot(&autojit_this_object, slot),
        "a static program needs the static runtime: link it with autojit-clang, or name libautojit-static.a of the toolchain at the link", "");
  if (!dlopen)
    die(find_by_slot(&autojit_this_object, slot), "the program has no C library; compile its files with -ffreestanding or AUTOJIT_DISABLE=1", "");
  char path[PATH_MAX];
  struct function_ref function = autojit_find_toolchain(slot, path);
  char *end = path + PATH_MAX;
  append(append(path, end, path), end, "/libautojit-runtime.so"); /* locate_toolchain left room */
  void *handle = dlopen(path, private_scope());
  const struct autojit_runtime_v3 *(*get)(void) = NULL;
  if (handle)
    *(void **)&get = dlsym(handle, AUTOJIT_RUNTIME_SYMBOL);
  if (!get)
    die(function, "the toolchain it was built with is gone; rebuild: cannot load ", path);
  __atomic_store_n(&__autojit_place, dlsym(handle, AUTOJIT_PLACE_SYMBOL), __ATOMIC_RELEASE);
  __atomic_store_n(&library, get(), __ATOMIC_RELEASE);
  return NULL;
}

static void *load_and_materialize(void **slot, uintptr_t caller) {
  /* Set by one thread or several; whoever meets its own number came from the loader. */
  static long loading;
  long thread = system_call(SYS_gettid, 0, 0, 0, 0);
  /* From before the number is written until it is gone: a handler's own first call is not the loader's. */
  unsigned long before = system_block_signals();
  autojit_find_records();
  if (loading == thread)
    die(find_by_slot(&autojit_this_object, slot), "the dynamic loader called it (a replaced malloc?); compile its file with AUTOJIT_DISABLE=1", "");
  loading = thread;
  run_on_new_stack(load, slot);
  loading = 0;
  autojit_materialize = materialize;
  system_restore_signals(before);
  return materialize(slot, caller);
}
