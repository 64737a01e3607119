/*
 * The plugin that compilers are told to load: it loads the one that was built for the LLVM that asks, which lies beside it under the same name with
 * the version behind it. It needs nothing of LLVM, so any version can load it and be told what is supported.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* LLVM's PassPluginLibraryInfo; the last member is there since version 22. */
struct library_info {
  uint32_t api_version;
  const char *name, *version;
  void (*register_callbacks)(void *);
  void *before_code_generation;
};

static unsigned llvm_version(void) {
  void (*ask)(unsigned *, unsigned *, unsigned *);
  unsigned major = 0, minor, patch;
  *(void **)&ask = dlsym(RTLD_DEFAULT, "LLVMGetVersion");
  if (ask)
    ask(&major, &minor, &patch);
  return major;
}

static int is_disabled(void) {
  const char *value = getenv("AUTOJIT_DISABLE");
  return value && *value && strcmp(value, "0") != 0;
}

static void do_nothing(void *builder) { (void)builder; }

/* Returned by value: the caller hands in the place for it, as large as its own version has it. */
typedef void *get_info(void *result);

__attribute__((visibility("default"))) void *llvmGetPassPluginInfo(void *result) {
  const unsigned major = llvm_version();
  if (is_disabled()) {
    struct library_info info = {major < 22 ? 1 : 2, "AutoJIT", AUTOJIT_VERSION, do_nothing, NULL};
    return memcpy(result, &info, major < 22 ? offsetof(struct library_info, before_code_generation) : sizeof info);
  }
  Dl_info self;
  char path[PATH_MAX];
  if (!dladdr((void *)&do_nothing, &self) || snprintf(path, sizeof path, "%s-%u", self.dli_fname, major) >= (int)sizeof path ||
      access(path, R_OK) != 0) {
    char version[32] = "(older than 16)"; /* the first that can be asked */
    if (major)
      snprintf(version, sizeof version, "%u", major);
    fprintf(stderr,
            "autojit: this compiler has LLVM %s, AutoJIT has plugins for LLVM " AUTOJIT_LLVM_NAMES
            ": use one that has that, or build with AUTOJIT_DISABLE=1\n",
            version);
    exit(1);
  }
  get_info *get = NULL;
  void *plugin = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
  if (plugin)
    *(void **)&get = dlsym(plugin, "llvmGetPassPluginInfo");
  if (!get) {
    fprintf(stderr, "autojit: cannot load %s: %s; build the toolchain again\n", path, dlerror());
    exit(1);
  }
  return get(result);
}
