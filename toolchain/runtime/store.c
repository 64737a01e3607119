/*
 * Finds the store that holds a module's body: AUTOJIT_STORE, the store that was linked in, a folder `.autojit` beside the program or above it (or
 * `lib/autojit`, where programs are installed), the user's default store, any that the user's compilers wrote to, or those of the program's owner
 * (docs/formats.md, "Store"). Content is addressed by its hash, so any will do.
 */
#define _GNU_SOURCE
#include "store.h"
#include "modules.h"
#include "owner.h"
#include "system.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>

enum { FILE_NAME_ROOM = 64 };

/* A search for a module's store, by any thread: what hindered it from looking into one. Not having a store is no hindrance. */
struct search {
  const struct autojit_record *module;
  int error; /* 0: none */
  char path[PATH_MAX];
};

/* False when it does not fit a path. */
static bool copy_path(char *path, const char *text) { return append(path, path + PATH_MAX, text) != path + PATH_MAX; }

static void note_hindrance(struct search *search, long error, const char *path) {
  if (search->error || error == -ENOENT || error == -ENOTDIR || error == -ENAMETOOLONG)
    return;
  search->error = (int)-error;
  copy_path(search->path, path);
}

static bool body_in(const char *store, struct search *search, char *body) {
  struct stat info;
  char id[2 * AUTOJIT_ID_SIZE + 1], folder[3] = {0};
  for (int i = 0; i < AUTOJIT_ID_SIZE; ++i) {
    id[2 * i] = "0123456789abcdef"[search->module->id[i] >> 4];
    id[2 * i + 1] = "0123456789abcdef"[search->module->id[i] & 15];
  }
  id[2 * AUTOJIT_ID_SIZE] = 0;
  folder[0] = id[0];
  folder[1] = id[1];
  char *end = body + PATH_MAX, *at = append(body, end, store);
  for (const char **part = (const char *[]){"/modules/", folder, "/", id, ".body", 0}; *part; ++part)
    at = append(at, end, *part);
  long error = at != end ? system_stat(body, &info) : -ENAMETOOLONG;
  if (error == 0)
    return true;
  note_hindrance(search, error, store);
  return false;
}

/* Code comes from here. */
static bool is_trusted_path(const char *path, const struct autojit_record *module) {
  struct stat info;
  return system_stat(path, &info) == 0 && is_trusted(&info, module);
}

/* Null: from the program that runs. */
static const char *looked_from;

void look_from(const char *program) { looked_from = program; }

/* The folder `name` beside the program or above it. */
static bool body_above(const char *name, struct search *search, char *store, char *body) {
  long length = looked_from ? append(store, store + PATH_MAX, looked_from) - store : system_readlink("/proc/self/exe", store, PATH_MAX);
  for (; length > 0; --length)
    if (store[length - 1] == '/' && append(store + length, store + PATH_MAX, name) != store + PATH_MAX && body_in(store, search, body))
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
static bool body_in_list(int list, struct search *search, char *store, char *body) {
  char block[1024];
  size_t length = 0;
  for (long size; (size = system_read(list, block, sizeof block)) > 0;)
    for (long i = 0; i < size; ++i) {
      bool ends = block[i] == '\n';
      store[length] = ends ? 0 : block[i];
      length = ends || length == PATH_MAX - 1 ? 0 : length + 1;
      if (ends && body_in(store, search, body))
        return true;
    }
  return false;
}

/* The user's own list. */
static bool body_in_listed(struct search *search, char *store, char *body) {
  int list = path_in_cache("stores", store) ? system_open(store) : -1;
  bool found = list >= 0 && body_in_list(list, search, store, body);
  if (list >= 0)
    system_close(list);
  return found;
}

/* What the compilers of the program's owner left for others (plugin/StorePath.cpp). Anybody may make such a folder, so it must be the owner's. */
static bool body_in_owners(struct search *search, char *store, char *body) {
  struct stat file, info;
  char number[NUMBER_ROOM];
  if (!stat_file_of(search->module, &file))
    return false;
  char *end = store + PATH_MAX;
  append(append(append(store, end, AUTOJIT_PUBLIC_LISTS), end, write_number(number, file.st_uid)), end, "/stores");
  int list = system_open(store);
  bool found = list >= 0 && system_call(SYS_fstat, list, (long)&info, 0, 0) == 0 && is_same_user(info.st_uid, file.st_uid) &&
               is_trusted(&info, search->module) && body_in_list(list, search, store, body);
  if (list >= 0)
    system_close(list);
  return found;
}

/* The store that AUTOJIT_STORE names; empty: none. A relative path is one in the folder where the program began: it may go to another. */
static const char *chosen_store(void) {
  static char path[PATH_MAX];
  static enum { UNASKED, ASKING, ASKED } state;
  unsigned expected = UNASKED;
  if (__atomic_compare_exchange_n((unsigned *)&state, &expected, ASKING, false, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)) {
    const char *named = secure_getenv("AUTOJIT_STORE");
    char *end = path + PATH_MAX, *at = path;
    long length = !named || !*named || *named == '/' ? 0 : system_call(SYS_getcwd, (long)path, PATH_MAX, 0, 0);
    if (length > 1)
      at = append(path + length - 1, end, "/");
    if (named && append(at, end, named) == end)
      path[0] = 0;
    __atomic_store_n(&state, ASKED, __ATOMIC_RELEASE); /* whoever sees it sees the path */
  }
  while (__atomic_load_n(&state, __ATOMIC_ACQUIRE) != ASKED) /* several threads may load the runtime; signals are blocked, so none waits for itself */
    system_call(SYS_sched_yield, 0, 0, 0, 0);
  return path;
}

/* Writes the path of the store that holds the body, and the body's. */
static bool find_store(struct search *search, char *store, char *body) {
  const char *chosen = chosen_store(), *linked = store_of(search->module);
  if (*chosen && copy_path(store, chosen) && body_in(store, search, body))
    return true;
  if (*linked == '/' ? copy_path(store, linked) && body_in(store, search, body) : *linked && body_above(linked, search, store, body))
    return true;
  return body_above(".autojit", search, store, body) || body_above("lib/autojit", search, store, body) ||
         (path_in_cache("store", store) && body_in(store, search, body)) || body_in_listed(search, store, body) ||
         body_in_owners(search, store, body);
}

static const char *name_of_error(int error) {
  switch (error) {
  case EACCES:
    return "Permission denied";
  case EPERM:
    return "Operation not permitted";
  case EMFILE:
  case ENFILE:
    return "Too many open files";
  case ELOOP:
    return "Too many symbolic links";
  case EIO:
    return "Input/output error";
  case ENOSYS:
    return "Function not implemented";
  default:
    return "it cannot be looked into";
  }
}

const char *cannot_read_store(int error, const char *path) {
  static char message[PATH_MAX + 256];
  char *end = message + sizeof message;
  append(append(append(append(append(message, end, "its store cannot be read ("), end, name_of_error(error)), end, "): "), end, path), end,
         "; let the user who runs it read the store (chmod -R a+rX), or install the program with \"autojit install\"");
  return message;
}

bool locate_store(const struct autojit_record *module, char *store, char *body, const char **problem) {
  struct search search = {.module = module};
  if (!find_store(&search, store, body)) {
    *problem = search.error ? cannot_read_store(search.error, search.path)
                            : "its store is gone or does not have this build; rebuild, or set AUTOJIT_STORE to the store it was built into";
    return false;
  }
  *problem = "its store can be written by other users or is another user's; make it private (chmod go-w), have it and the program belong to the same "
             "user, or build into one of your own (AUTOJIT_STORE)";
  return is_trusted_path(store, module);
}

/*
 * Its libraries run in the program, so they are asked whose they are like the store. But where each user has a group of his own, with his own number,
 * a usual umask lets that group write whatever is unpacked or built.
 */
static bool is_trusted_toolchain(char *folder, const struct autojit_record *module) {
  static const char LIBRARY[] = "/libautojit-runtime.so";
  char *end = folder + PATH_MAX, *name = append(folder, end, folder);
  bool trusted = true;
  for (int i = 0; trusted && i < 2; ++i) { /* the folder, then the library */
    struct stat info;
    if (i == 1)
      append(name, end, LIBRARY); /* locate_toolchain left room */
    /* One that is gone is for who opens it to say. */
    if (system_stat(folder, &info) != 0)
      break;
    if (info.st_gid == info.st_uid)
      info.st_mode &= ~(mode_t)S_IWGRP;
    trusted = is_trusted(&info, module);
  }
  *name = 0;
  return trusted;
}

bool locate_toolchain(const struct autojit_record *module, char *folder, const char **problem) {
  char store[PATH_MAX], body[PATH_MAX];
  if (!locate_store(module, store, body, problem))
    return false;
  *problem = "its store does not name its toolchain, or lets others do so; rebuild with AutoJIT";
  char *end = folder + PATH_MAX - FILE_NAME_ROOM, *at = append(append(folder, end, store), end, "/");
  char *name = append(body, body + PATH_MAX, folder);
  if (at == end || append(name, body + PATH_MAX, "toolchain") == body + PATH_MAX || !is_trusted_path(body, module))
    return false;
  int file = system_open(body);
  if (file < 0) {
    *problem = cannot_read_store(-file, body);
    return false;
  }
  long size = system_read(file, body, PATH_MAX - 1);
  system_close(file);
  body[size > 0 ? size : 0] = 0;
  /* A store that was installed with its program has the toolchain's libraries in it. No other path is relative, to no folder. */
  bool is_inside = body[0] == 'l' && body[1] == 'i' && body[2] == 'b' && !body[3];
  if ((*body != '/' && !is_inside) || append(is_inside ? at : folder, end, body) == end)
    return false;
  *problem =
      "the toolchain that its store names can be written by other users or is another user's; make it private (chmod go-w), or rebuild with one "
      "of your own";
  return is_trusted_toolchain(folder, module);
}
