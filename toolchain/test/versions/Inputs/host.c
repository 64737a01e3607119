/* Loads a plugin as LLVM 17 would, or (OLD) one that does not tell its version. */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>

struct info {
  uint32_t api_version;
  const char *name, *version;
  void (*register_callbacks)(void *);
};

#ifndef OLD
void LLVMGetVersion(unsigned *major, unsigned *minor, unsigned *patch) { *major = 17, *minor = 0, *patch = 6; }
#endif

int main(int count, char **words) {
  struct info (*get)(void);
  void *plugin = dlopen(words[count - 1], RTLD_LAZY | RTLD_GLOBAL);
  *(void **)&get = plugin ? dlsym(plugin, "llvmGetPassPluginInfo") : NULL;
  if (!get)
    return puts(dlerror()), 1;
  struct info info = get();
  info.register_callbacks(NULL);
  printf("API %u: %s\n", info.api_version, info.name);
  return 0;
}
