#define _GNU_SOURCE
#include "libraries.h"
#include "loader.h"
#include "text.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

bool path_beside_us(const char *name, char *path) {
  Dl_info self;
  if (!dladdr((void *)path_beside_us, &self) || !self.dli_fname)
    return false;
  char *end = path + PATH_MAX;
  append(path, end, self.dli_fname);
  char *slash = strrchr(path, '/');
  return slash && append(slash + 1, end, name) != end;
}

struct loaded_object object_of(uintptr_t address) {
  Dl_info info;
  if (!dladdr((void *)address, &info) || !info.dli_fname)
    return (struct loaded_object){0};
  return (struct loaded_object){info.dli_fname, (uintptr_t)info.dli_fbase};
}

bool has_engine(void) { return true; }

static bool address_space_is_limited(void) {
  struct rlimit limit;
  return getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
}

/* The engine lies beside this library. */
const struct autojit_engine_v2 *open_engine(struct function_ref function) {
  char path[PATH_MAX];
  if (!path_beside_us("libautojit-engine.so", path))
    fail(function, "the toolchain's folder is unknown; reinstall AutoJIT");
  void *library = dlopen(path, private_scope());
  const struct autojit_engine_v2 *(*get)(void) = NULL;
  if (library)
    *(void **)&get = dlsym(library, AUTOJIT_ENGINE_SYMBOL);
  if (!get) {
    static char message[1024];
    snprintf(message, sizeof message, "the engine cannot be loaded (%s); %s", dlerror(),
             address_space_is_limited() ? "raise the limit on address space (ulimit -v), or set AUTOJIT_ENGINE=daemon"
                                        : "reinstall AutoJIT and rebuild");
    fail(function, message);
  }
  return get();
}
