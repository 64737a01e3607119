/*
 * Where a module's body is (docs/formats.md, "Store"): AUTOJIT_STORE, the store that was linked in, a folder `.autojit` beside the program or above
 * it, the user's default store. The first that holds the body wins.
 */
#define _GNU_SOURCE
#include "runtime.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char HEX[] = "0123456789abcdef";

static bool body_in(const char *store, const struct autojit_record *module, char *body) {
  char id[2 * AUTOJIT_ID_SIZE + 1];
  for (int i = 0; i < AUTOJIT_ID_SIZE; ++i) {
    id[2 * i] = HEX[module->id[i] >> 4];
    id[2 * i + 1] = HEX[module->id[i] & 15];
  }
  id[2 * AUTOJIT_ID_SIZE] = 0;
  int length = snprintf(body, PATH_MAX, "%s/modules/%.2s/%s.body", store, id, id);
  return length > 0 && length < PATH_MAX && access(body, F_OK) == 0;
}

/* Code comes from here, so nobody else may be able to write it. */
static bool is_private(const char *store) {
  struct stat info;
  return stat(store, &info) == 0 && (info.st_uid == geteuid() || info.st_uid == 0) && !(info.st_mode & (S_IWGRP | S_IWOTH));
}

/* The compiler plugin leaves the path of its engine in the store. */
static bool engine_of(const char *store, char *engine) {
  const char *chosen = secure_getenv("AUTOJIT_ENGINE_LIBRARY");
  if (chosen && *chosen) {
    int length = snprintf(engine, PATH_MAX, "%s", chosen);
    return length > 0 && length < PATH_MAX;
  }
  char path[PATH_MAX];
  int length = snprintf(path, sizeof path, "%s/engine", store);
  int file = length > 0 && length < PATH_MAX ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0)
    return false;
  ssize_t size = read(file, engine, PATH_MAX - 1);
  close(file);
  if (size <= 0)
    return false;
  engine[size] = 0;
  engine[strcspn(engine, "\n")] = 0;
  return true;
}

static bool use(const char *store, const struct autojit_record *module, char *body, char *engine, const char **problem) {
  if (!store || !*store || !body_in(store, module, body))
    return false;
  if (!is_private(store)) {
    *problem = "its store can be written by other users; make it private (chmod go-w) or rebuild into another store";
    return false;
  }
  if (!engine_of(store, engine)) {
    *problem = "its store does not name an engine; rebuild with AutoJIT";
    return false;
  }
  return true;
}

/* `.autojit` in the program's folder or one above it. */
static bool use_above_program(const struct autojit_record *module, char *body, char *engine, const char **problem) {
  char path[PATH_MAX + 16];
  ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 1);
  if (length <= 0)
    return false;
  path[length] = 0;
  for (char *end; (end = strrchr(path, '/')) != NULL; *end = 0) {
    strcpy(end, "/.autojit");
    if (use(path, module, body, engine, problem))
      return true;
  }
  return false;
}

static bool use_default(const struct autojit_record *module, char *body, char *engine, const char **problem) {
  char path[PATH_MAX];
  const char *cache = secure_getenv("XDG_CACHE_HOME"), *home = secure_getenv("HOME");
  int length = 0;
  if (cache && *cache == '/')
    length = snprintf(path, sizeof path, "%s/autojit/store", cache);
  else if (home && *home)
    length = snprintf(path, sizeof path, "%s/.cache/autojit/store", home);
  return length > 0 && length < PATH_MAX && use(path, module, body, engine, problem);
}

bool locate_body(const struct autojit_record *module, char *body, char *engine, const char **problem) {
  *problem = "its store is gone or does not have this build; rebuild, or set AUTOJIT_STORE to the store it was built into";
  return use(secure_getenv("AUTOJIT_STORE"), module, body, engine, problem) || use(store_of(module), module, body, engine, problem) ||
         use_above_program(module, body, engine, problem) || use_default(module, body, engine, problem);
}
