/*
 * Where a linked object's log is: <store>/images/<toolchain's build>-<key>[-debug].log in the store that has its bodies, or, when that is
 * another user's, in the user's default store.
 */
#define _GNU_SOURCE
#include "at-load.h"
#include "autojit/build-id.h"
#include "environment.h"
#include "images.h"
#include "runtime.h"
#include "store.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

/* Asked once: the environment may be changed by any thread later. Programs that run with another user's rights keep nothing for them, and take
   nothing from them. */
static bool wanted;

static void ask_environment(void) {
  const char *choice = getenv("AUTOJIT_IMAGES");
  wanted = !getauxval(AT_SECURE) && !(choice && (strcmp(choice, "off") == 0 || strcmp(choice, "0") == 0));
}
AT_LOAD(ask_environment);

/*
 * The same for every build of the same program, whatever its code: an edit must find what was kept before it. Programs that share a key share a log;
 * its entries say which module they belong to.
 */
static uint64_t key_of(const struct autojit_object *object) {
  uint64_t key = 0xcbf29ce484222325u;
  for (const struct autojit_record *module = object->first; is_record(object, module); ++module) {
    const unsigned char *source = (const unsigned char *)source_of(module);
    key = (key ^ module->flags) * 0x100000001b3u; /* debug and release builds alternate */
    do                                            /* with its end, so that no two lists read alike */
      key = (key ^ *source) * 0x100000001b3u;
    while (*source++);
  }
  return key;
}

/* The folder of the store that has the program's bodies if it is ours to write, or else of our own default store. */
static bool locate_folder(const struct autojit_record *module, char *store) {
  char body[PATH_MAX];
  const char *problem;
  struct stat info;
  if (locate_store(module, store, body, &problem) && stat(store, &info) == 0 && info.st_uid == geteuid() && access(store, W_OK) == 0)
    return true;
  return path_in_cache("store", store);
}

bool locate_log(const struct autojit_object *object, char *path, size_t room) {
  char store[PATH_MAX], name[17];
  if (!wanted || !locate_folder(object->first, store))
    return false;
  uint64_t key = key_of(object);
  for (int i = 0; i < 16; ++i)
    name[i] = "0123456789abcdef"[key >> (60 - 4 * i) & 15];
  name[16] = 0;
  char *end = path + room, *at = append(path, end, store);
  for (const char **part = (const char *[]){"/images/", AUTOJIT_BUILD_ID, "-", name, debugger_wants_objects() ? "-debug.log" : ".log", 0}; *part;
       ++part)
    at = append(at, end, *part);
  return at != end;
}
