/*
 * Where a linked object's logs are: <store>/images/<toolchain's build>-<key>[-debug].log in the store that has its bodies; when that is another
 * user's, or cannot be written, also in the user's default store: what this process makes goes there.
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

/* Asked once: the environment may be changed by any thread later. Programs that run with another user's rights keep nothing. */
static bool wanted, kept;

static void ask_environment(void) {
  const char *choice = getenv("AUTOJIT_IMAGES");
  wanted = getauxval(AT_SECURE) || !(choice && (strcmp(choice, "off") == 0 || strcmp(choice, "0") == 0));
  kept = wanted && !getauxval(AT_SECURE);
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

static bool is_ours_to_write(const char *store) {
  struct stat info;
  return stat(store, &info) == 0 && info.st_uid == geteuid() && access(store, W_OK) == 0;
}

/* False when it does not fit. */
static bool put_path(const struct autojit_object *object, const char *store, char path[4096]) {
  char name[17];
  uint64_t key = key_of(object);
  for (int i = 0; i < 16; ++i)
    name[i] = "0123456789abcdef"[key >> (60 - 4 * i) & 15];
  name[16] = 0;
  char *end = path + 4096, *at = append(path, end, store);
  for (const char **part = (const char *[]){"/images/", AUTOJIT_BUILD_ID, "-", name, debugger_wants_objects() ? "-debug.log" : ".log", 0}; *part;
       ++part)
    at = append(at, end, *part);
  if (at == end)
    path[0] = 0;
  return at != end;
}

void locate_logs(const struct autojit_object *object, struct image_log *log, char shared[4096]) {
  char store[PATH_MAX], standard[PATH_MAX], body[PATH_MAX];
  const char *problem;
  shared[0] = log->path[0] = 0;
  if (!wanted)
    return;
  bool found = locate_store(object->first, store, body, &problem), has_standard = path_in_cache("store", standard);
  log->is_default = !found || !is_ours_to_write(store) || (has_standard && strcmp(store, standard) == 0);
  if (kept && (!log->is_default || has_standard))
    put_path(object, log->is_default ? standard : store, log->path);
  if (found && (!kept || log->is_default) && put_path(object, store, shared) && strcmp(shared, log->path) == 0)
    shared[0] = 0;
}
