/*
 * Library routines that the code generator calls without the source naming them: memory functions, 128-bit and long double arithmetic …
 *
 * The dynamic loader is asked only by threads that hold no lock of ours (unwind.h says why), so what it answered is kept.
 */
#define _GNU_SOURCE
#include "libraries.h"
#include "runtime.h"

#include <link.h>
#include <string.h>

struct routine {
  const struct routine *older;
  uintptr_t address;
  char name[];
};

/* Under the runtime's lock. */
static const struct routine *routines;

/* The most frequent ones, asked for before the first function. */
static struct {
  const char *name;
  uintptr_t address;
} common[] = {{"memcpy", 0}, {"memmove", 0}, {"memset", 0}, {"memcmp", 0}};
enum { COMMON = sizeof common / sizeof *common };

/*
 * As the program's own code would find it: its own definition comes before the C library's. In a namespace of its own (dlmopen, LD_AUDIT) there is no
 * program, and the loader may not have seen it yet.
 */
static void *search_from_program(const char *name) {
  Dl_info info;
  struct link_map *self;
  Lmid_t namespace;
  bool beside_program = dladdr1((void *)search_from_program, &info, (void **)&self, RTLD_DL_LINKMAP) && self &&
                        dlinfo(self, RTLD_DI_LMID, &namespace) == 0 && namespace == LM_ID_BASE;
  return dlsym(beside_program ? dlopen(NULL, RTLD_LAZY) : RTLD_DEFAULT, name);
}

/* The compiler's own routines are linked statically into programs that need them; these libraries have them all. */
static void *search_compilers_libraries(const char *name) {
  void *library = dlopen("libgcc_s.so.1", RTLD_LAZY | RTLD_LOCAL);
  void *found = library ? dlsym(library, name) : NULL;
  char path[PATH_MAX];
  if (found || !path_beside_us("libautojit-builtins.so", path))
    return found;
  library = dlopen(path, private_scope());
  return library ? dlsym(library, name) : NULL;
}

uintptr_t ask_loader_for_routine(const char *name) {
  void *found = search_from_program(name);
  return (uintptr_t)(found ? found : search_compilers_libraries(name));
}

__attribute__((constructor)) static void ask_for_common(void) {
  for (size_t i = 0; i < COMMON; ++i)
    common[i].address = ask_loader_for_routine(common[i].name);
}

bool find_library_routine(const char *name, uintptr_t *address) {
  for (size_t i = 0; i < COMMON; ++i)
    if (strcmp(name, common[i].name) == 0) {
      *address = common[i].address;
      return true;
    }
  for (const struct routine *known = routines; known; known = known->older)
    if (strcmp(name, known->name) == 0) {
      *address = known->address;
      return true;
    }
  return false;
}

bool remember_library_routine(const char *name, uintptr_t address) {
  size_t size = strlen(name) + 1;
  struct routine *routine = take_memory(sizeof *routine + size);
  if (!routine)
    return false;
  memcpy(routine->name, name, size);
  routine->address = address;
  routine->older = routines;
  routines = routine;
  return true;
}
