/*
 * Keeps images. Each is appended with one write, which the kernel does not mix with others', so that any number of processes may keep the same
 * program's images at once without a lock that a stopped one of them could hold.
 */
#define _GNU_SOURCE
#include "autojit/build-id.h"
#include "images.h"
#include "limited-write.h"
#include "runtime.h"
#include "system.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEFAULT_STORES_LEVELS = 4 };

bool write_whole(int file, const void *bytes, size_t size) { return write_at_end(file, bytes, size) == (long)size; }

static bool write_header(int file) {
  struct autojit_log_header header = {
      .magic = AUTOJIT_LOG_MAGIC, .version = AUTOJIT_LOG_VERSION, .identity = now_ns() ^ (uint64_t)syscall(SYS_gettid) << 40};
  memcpy(header.build, AUTOJIT_BUILD_ID, sizeof header.build);
  return write_whole(file, &header, sizeof header);
}

/* What is still of use in our own log, in the same order. */
static bool write_entries(int file, const struct image_log *log) {
  for (uint32_t i = log->first_own; i < log->count; ++i) {
    const struct autojit_log_entry *entry;
    struct read_entries read;
    if (!module_of(log, i) || !read_entries(log, &i, 1, &entry, &read))
      continue;
    bool written = !entry || write_whole(file, entry, entry->size);
    give_entries_back(&read);
    if (!written)
      return false;
  }
  return true;
}

static bool write_log(int file, const void *log) { return write_header(file) && write_entries(file, log); }

/*
 * The folder of the log. A store that is gone was moved or removed, and is not made again; only the user's default store may be missing, down to the
 * cache folder (~/.cache/autojit/store/images). That one is private; of another the umask says who may read it.
 */
static void make_folder(char *path, bool is_default, int levels) {
  char *slash = strrchr(path, '/');
  if (!slash || slash == path || levels == 0)
    return;
  *slash = 0;
  if (mkdir(path, is_default ? 0700 : 0755) != 0 && errno == ENOENT && is_default) {
    make_folder(path, true, levels - 1);
    mkdir(path, 0700);
  }
  *slash = '/';
}

static void limit_folder(char *path) {
  char *slash = strrchr(path, '/');
  *slash = 0;
  limit_logs(path);
  *slash = '/';
}

bool put_beside(const struct image_log *log, const char *to, bool (*write)(int file, const void *what), const void *what, unsigned rename_flags) {
  char path[sizeof log->path + 32], *end = path + sizeof path;
  char number[NUMBER_ROOM];
  append(append(append(path, end, to), end, "."), end, write_number(number, (unsigned)syscall(SYS_gettid)));
  unlink(path); /* left by a process of this number that was killed */
  int file = (int)system_call(SYS_openat, AT_FDCWD, (long)path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, log->is_default ? 0600 : 0644);
  if (file < 0)
    return false;
  bool written = write(file, what);
  system_close(file);
  if (written && renameat2(AT_FDCWD, path, AT_FDCWD, to, rename_flags) == 0)
    return true;
  bool is_there = errno == EEXIST;
  unlink(path);
  return written && is_there; /* what another made in the meantime is as good as ours */
}

/*
 * A new log takes its place whole, under its name only when it is written: processes that have the old one mapped keep it. What others append to that
 * meanwhile is lost, which costs compiling it again.
 */
static bool put_log(const struct image_log *log, unsigned rename_flags) {
  char path[sizeof log->path];
  strcpy(path, log->path);
  make_folder(path, log->is_default, DEFAULT_STORES_LEVELS);
  limit_folder(path);
  return put_beside(log, log->path, write_log, log, rename_flags);
}

bool replace_log(const struct image_log *log) { return put_log(log, 0); }

static int open_log(const struct image_log *log, struct stat *info) {
  int file = (int)system_call(SYS_openat, AT_FDCWD, (long)log->path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0);
  errno = file < 0 ? -file : 0;
  if (file < 0 || (system_fstat(file, info) == 0 && S_ISREG(info->st_mode) && info->st_uid == geteuid() &&
                   info->st_size >= (off_t)sizeof(struct autojit_log_header)))
    return file;
  system_close(file);
  errno = 0;
  return -1;
}

/* Entries are put together here; null when there is no memory. */
static struct autojit_log_entry *take_scratch(size_t size) {
  static struct autojit_log_entry *scratch;
  static size_t room;
  if (size > room) {
    room = size > 256 * 1024 ? 2 * size : 256 * 1024;
    scratch = take_memory(room);
  }
  if (!scratch)
    room = 0;
  return scratch;
}

static bool append_entry(int file, struct function_ref function, const uint8_t *key, const void *image, size_t size) {
  struct autojit_log_entry *entry = take_scratch(sizeof *entry + size);
  if (!entry)
    return false;
  *entry = (struct autojit_log_entry){.size = (uint32_t)(sizeof *entry + size), .slot = function.slot};
  memcpy(entry->module, function.module->id, sizeof entry->module);
  memcpy(entry->key, key, sizeof entry->key);
  memcpy(entry + 1, image, size);
  autojit_log_checksum(entry, entry->checksum);
  return write_whole(file, entry, entry->size);
}

void keep_image(struct function_ref function, const uint8_t *key, const void *image, size_t size) {
  struct image_log *log = log_of(function.object);
  if (!log || !*log->path || size % 8)
    return;
  struct stat info;
  int file = open_log(log, &info);
  if (file < 0 && put_log(log, errno == ENOENT ? RENAME_NOREPLACE : 0))
    file = open_log(log, &info);
  bool theirs = file >= 0 && kept_by_others(log, file, &info, function, AUTOJIT_KEY_IS_DRAFT(key)),
       ours = file >= 0 && !theirs && append_entry(file, function, key, image, size);
  /* A folder that cannot be written, or a full disk: this process does not try again. */
  if (!theirs && !ours)
    keep_no_more(log);
  if (file >= 0)
    system_close(file);
  if (ours) {
    ++log->made;
    learn_if_due(log);
  }
}
