/*
 * Finds the store that holds a module's body: AUTOJIT_STORE, the store that was linked in, a folder `.autojit` beside the program or above it, the
 * user's default store, any that the user's compilers wrote to (docs/formats.md, "Store"). Content is addressed by its hash, so any will do.
 */
#define _GNU_SOURCE
#include "store.h"
#include "modules.h"
#include "system.h"
#include "text.h"

#include <stdlib.h>

enum { FILE_NAME_ROOM = 64 };

/* False when it does not fit a path. */
static bool copy_path(char *path, const char *text) { return append(path, path + PATH_MAX, text) != path + PATH_MAX; }

static bool body_in(const char *store, const struct autojit_record *module, char *body) {
  struct stat info;
  char id[2 * AUTOJIT_ID_SIZE + 1], folder[3] = {0};
  for (int i = 0; i < AUTOJIT_ID_SIZE; ++i) {
    id[2 * i] = "0123456789abcdef"[module->id[i] >> 4];
    id[2 * i + 1] = "0123456789abcdef"[module->id[i] & 15];
  }
  id[2 * AUTOJIT_ID_SIZE] = 0;
  folder[0] = id[0];
  folder[1] = id[1];
  char *end = body + PATH_MAX, *at = append(body, end, store);
  for (const char **part = (const char *[]){"/modules/", folder, "/", id, ".body", 0}; *part; ++part)
    at = append(at, end, *part);
  return at != end && system_stat(body, &info) == 0;
}

/* Code comes from here, so nobody else may be able to write it. */
static bool is_private(const char *path) {
  struct stat info;
  return system_stat(path, &info) == 0 && (info.st_uid == system_geteuid() || info.st_uid == 0) && !(info.st_mode & (S_IWGRP | S_IWOTH));
}

/* The folder `name` beside the program or above it. */
static bool body_above(const char *name, const struct autojit_record *module, char *store, char *body) {
  long length = system_readlink("/proc/self/exe", store, PATH_MAX);
  for (; length > 0; --length)
    if (store[length - 1] == '/' && append(store + length, store + PATH_MAX, name) != store + PATH_MAX && body_in(store, module, body))
      return true;
  return false;
}

/* A file of the user's cache folder; false when there is none. */
bool path_in_cache(const char *name, char *path) {
  const char *folder = secure_getenv("XDG_CACHE_HOME"), *below = "";
  if (!folder || *folder != '/') {
    folder = secure_getenv("HOME");
    below = "/.cache";
  }
  char *end = path + PATH_MAX;
  return folder && append(append(append(append(path, end, folder), end, below), end, "/autojit/"), end, name) != end;
}

/* The list has a path per line. */
static bool body_in_listed(const struct autojit_record *module, char *store, char *body) {
  char block[1024];
  int list = path_in_cache("stores", store) ? system_open(store) : -1;
  size_t length = 0;
  bool found = false;
  for (long size; !found && list >= 0 && (size = system_read(list, block, sizeof block)) > 0;)
    for (long i = 0; !found && i < size; ++i) {
      bool ends = block[i] == '\n';
      store[length] = ends ? 0 : block[i];
      length = ends || length == PATH_MAX - 1 ? 0 : length + 1;
      found = ends && body_in(store, module, body);
    }
  if (list >= 0)
    system_close(list);
  return found;
}

/* Writes the path of the store that holds the body, and the body's. */
static bool find_store(const struct autojit_record *module, char *store, char *body) {
  const char *chosen = secure_getenv("AUTOJIT_STORE"), *linked = store_of(module);
  if (chosen && *chosen && copy_path(store, chosen) && body_in(store, module, body))
    return true;
  if (*linked == '/' ? copy_path(store, linked) && body_in(store, module, body) : *linked && body_above(linked, module, store, body))
    return true;
  return body_above(".autojit", module, store, body) || (path_in_cache("store", store) && body_in(store, module, body)) ||
         body_in_listed(module, store, body);
}

bool locate_store(const struct autojit_record *module, char *store, char *body, const char **problem) {
  *problem = "its store is gone or does not have this build; rebuild, or set AUTOJIT_STORE to the store it was built into";
  if (!find_store(module, store, body))
    return false;
  *problem =
      "its store can be written by other users or is another user's; make it private (chmod go-w), or build into one of your own (AUTOJIT_STORE)";
  return is_private(store);
}

bool locate_toolchain(const struct autojit_record *module, char *folder, const char **problem) {
  char store[PATH_MAX], body[PATH_MAX];
  if (!locate_store(module, store, body, problem))
    return false;
  *problem = "its store does not name its toolchain, or lets others do so; rebuild with AutoJIT";
  char *name = append(store, store + PATH_MAX, store);
  int file = append(name, store + PATH_MAX, "/toolchain") != store + PATH_MAX && is_private(store) ? system_open(store) : -1;
  if (file < 0)
    return false;
  long size = system_read(file, folder, PATH_MAX - FILE_NAME_ROOM);
  system_close(file);
  folder[size > 0 ? size : 0] = 0;
  return *folder == '/'; /* never a path from the current folder */
}
