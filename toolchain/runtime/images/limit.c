/*
 * Keeps the folder of logs below a size: AUTOJIT_IMAGES_LIMIT in MiB, or 1 GiB. Looked at when a log is made, which is rare.
 */
#define _GNU_SOURCE
#include "at-load.h"
#include "images.h"
#include "system.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint64_t limit = 1ull << 30;

static void ask_environment(void) {
  const char *text = getenv("AUTOJIT_IMAGES_LIMIT");
  char *end;
  unsigned long long mebibytes = text ? strtoull(text, &end, 10) : 0;
  if (text && *text && !*end && mebibytes < 1ull << 40)
    limit = mebibytes << 20;
}
AT_LOAD(ask_environment);

struct folder {
  int file;
  uint64_t size; /* of its logs together */
  char oldest[256];
  struct timespec used; /* when that was */
};

static bool is_before(struct timespec a, struct timespec b) { return a.tv_sec != b.tv_sec ? a.tv_sec < b.tv_sec : a.tv_nsec < b.tv_nsec; }

static void look_at(struct folder *folder, const char *name) {
  struct stat info;
  if (fstatat(folder->file, name, &info, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(info.st_mode) || strlen(name) >= sizeof folder->oldest)
    return;
  folder->size += (uint64_t)info.st_size;
  if (!*folder->oldest || is_before(info.st_mtim, folder->used)) {
    strcpy(folder->oldest, name);
    folder->used = info.st_mtim;
  }
}

/* Without opendir, which allocates. */
static void look_at_all(struct folder *folder) {
  _Alignas(struct dirent64) char block[4096];
  folder->size = 0;
  folder->oldest[0] = 0;
  lseek(folder->file, 0, SEEK_SET);
  for (long length; (length = system_call(SYS_getdents64, folder->file, (long)block, sizeof block, 0)) > 0;)
    for (long at = 0; at < length;) {
      struct dirent64 *entry = (struct dirent64 *)(block + at);
      look_at(folder, entry->d_name);
      at += entry->d_reclen;
    }
}

void limit_logs(const char *path) {
  struct folder folder = {.file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)};
  if (folder.file < 0)
    return;
  do
    look_at_all(&folder);
  while (folder.size > limit && *folder.oldest && unlinkat(folder.file, folder.oldest, 0) == 0);
  system_close(folder.file);
}
