#define _GNU_SOURCE
#include "libraries.h"
#include "limited-write.h"
#include "loader.h"
#include "text.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

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

/*
 * The loader knows a library by its file, so a second one has a file of its own, in memory. Writes its path, and returns its number, which is to be
 * closed when it was opened; -1 when there is no memory.
 */
static int copy_library(char *path) {
  int from = open(path, O_RDONLY | O_CLOEXEC), copy = memfd_create("libautojit-engine.so", MFD_CLOEXEC);
  struct stat info;
  bool copied = from >= 0 && copy >= 0 && fstat(from, &info) == 0 && may_have_size((size_t)info.st_size);
  for (off_t at = 0; copied && at < info.st_size;)
    copied = sendfile(copy, from, &at, (size_t)(info.st_size - at)) > 0;
  if (from >= 0)
    close(from);
  if (!copied && copy >= 0)
    close(copy);
  /* By the process's number: a name that was opened before would be taken for the same library. */
  snprintf(path, PATH_MAX, "/proc/%d/fd/%d", (int)getpid(), copy);
  return copied ? copy : -1;
}

/* The engine lies beside this library. */
static const struct autojit_engine_v7 *open_library(bool anew, const char **problem) {
  char path[PATH_MAX];
  if (!path_beside_us("libautojit-engine.so", path)) {
    *problem = "the toolchain's folder is unknown; reinstall AutoJIT";
    return NULL;
  }
  int copy = anew ? copy_library(path) : -1;
  if (anew && copy < 0) {
    *problem = "this process was forked while its parent made code, and there is no memory for an engine of its own";
    return NULL;
  }
  void *library = dlopen(path, private_scope());
  const struct autojit_engine_v7 *(*get)(void) = NULL;
  if (library)
    *(void **)&get = dlsym(library, AUTOJIT_ENGINE_SYMBOL);
  if (copy >= 0)
    close(copy);
  *problem = NULL; /* the loader knows */
  return get ? get() : NULL;
}

const struct autojit_engine_v7 *find_engine(bool anew) {
  const char *problem;
  return open_library(anew, &problem);
}

const struct autojit_engine_v7 *open_engine(struct function_ref function, bool anew) {
  static char message[1024];
  const char *problem;
  const struct autojit_engine_v7 *found = open_library(anew, &problem);
  if (!found && problem)
    fail(function, problem);
  if (!found) {
    snprintf(message, sizeof message, "the engine cannot be loaded (%s); %s", dlerror(),
             address_space_is_limited() ? "raise the limit on address space (ulimit -v), or set AUTOJIT_ENGINE=daemon"
                                        : "reinstall AutoJIT and rebuild, or make the code ahead (autojit cache fill)");
    fail(function, message);
  }
  return found;
}
