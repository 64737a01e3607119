/*
 * Library routines that the code generator calls without the source naming them: memory functions, 128-bit and long double arithmetic …
 */
#define _GNU_SOURCE
#include "runtime.h"

#include <dlfcn.h>
#include <string.h>

uintptr_t find_library_routine(const char *name) {
  static const struct {
    const char *name;
    void *address;
  } common[] = {{"memcpy", (void *)memcpy}, {"memmove", (void *)memmove}, {"memset", (void *)memset}, {"memcmp", (void *)memcmp}};
  for (size_t i = 0; i < sizeof common / sizeof *common; ++i)
    if (strcmp(name, common[i].name) == 0)
      return (uintptr_t)common[i].address;
  void *found = dlsym(RTLD_DEFAULT, name);
  if (!found) {
    /* The compiler's own routines are linked statically into programs that need them; the shared library has them all. */
    static void *compiler_library;
    if (!compiler_library)
      compiler_library = dlopen("libgcc_s.so.1", RTLD_NOW | RTLD_LOCAL);
    if (compiler_library)
      found = dlsym(compiler_library, name);
  }
  return (uintptr_t)found;
}
