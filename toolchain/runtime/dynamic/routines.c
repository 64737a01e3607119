#define _GNU_SOURCE
#include "at-load.h"
#include "libraries.h"
#include "loader.h"

#include <link.h>

/* Asked once, before the first function is made: it never changes. */
static bool beside_program;

static void ask_loader(void) {
  Dl_info info;
  struct link_map *self;
  Lmid_t namespace;
  beside_program = dladdr1((void *)ask_loader, &info, (void **)&self, RTLD_DL_LINKMAP) && self && dlinfo(self, RTLD_DI_LMID, &namespace) == 0 &&
                   namespace == LM_ID_BASE;
}
AT_LOAD(ask_loader);

bool is_beside_program(void) { return beside_program; }

/*
 * As the program's own code would find it: its own definition comes before the C library's. In a namespace of its own there is no program, and the
 * loader may not have seen it yet.
 */
static void *search_from_program(const char *name) { return dlsym(beside_program ? dlopen(NULL, RTLD_LAZY) : RTLD_DEFAULT, name); }

static void *search_library(const char *path, int mode, const char *name) {
  void *library = dlopen(path, mode);
  return library ? dlsym(library, name) : NULL;
}

/*
 * The compiler's own routines are linked statically into programs that need them; the first and the last of these have them all. A program that only
 * lazy bodies make need mathematics loses the C library's to --as-needed.
 */
static void *search_known_libraries(const char *name) {
  void *found = search_library("libgcc_s.so.1", RTLD_LAZY | RTLD_LOCAL, name);
  if (!found)
    found = search_library("libm.so.6", RTLD_LAZY | RTLD_LOCAL, name);
  char path[PATH_MAX];
  return found || !path_beside_us("libautojit-builtins.so", path) ? found : search_library(path, private_scope(), name);
}

uintptr_t ask_loader_for_routine(const char *name) {
  void *found = search_from_program(name);
  return (uintptr_t)(found ? found : search_known_libraries(name));
}
