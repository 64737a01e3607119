/*
 * The file of a log.
 *
 * A file that is mapped must not shrink while a program runs, or reading it would be its end. We never cut a log, they are replaced; but anybody may
 * empty a file of his. So what is mapped is read by a system call, which says so where a signal would come.
 */
#define _GNU_SOURCE
#include "autojit/trust.h"
#include "images.h"
#include "system.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

enum { MOST_READ = 16 << 20, AT_ONCE = 256 };

int open_log_to_read(const char *path, struct stat *info) {
  int file = (int)system_call(SYS_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW, 0);
  if (file >= 0 && (system_fstat(file, info) != 0 || !S_ISREG(info->st_mode)))
    *info = (struct stat){.st_mode = S_IWOTH}; /* nobody's to trust */
  return file;
}

/* Code comes from here: only a file that is ours and that nobody else can write. */
bool is_our_log(const struct stat *info) { return autojit_is_private_file(info); }

/* Memory of our own; null when it cannot be had. */
static void *take_pages(size_t size) {
  void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  return bytes == MAP_FAILED ? NULL : bytes;
}

/* Null when it cannot be had or the file is shorter by now. */
static void *read_whole(int file, size_t size) {
  uint8_t *bytes = take_pages(size);
  size_t at = 0;
  for (long got; bytes && at < size && (got = pread(file, bytes + at, size - at, (off_t)at)) > 0;)
    at += (size_t)got;
  if (bytes && at == size)
    return bytes;
  if (bytes)
    munmap(bytes, size);
  return NULL;
}

static bool map_file(struct log_file *log, int file, size_t size) {
  uint8_t byte;
  void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
  if (bytes == MAP_FAILED)
    return false;
  *log = (struct log_file){bytes, size, true};
  if (copy_from_file(log, &(struct file_part){0, sizeof byte}, 1, &byte))
    return true;
  munmap(bytes, size); /* an emulator, or a container that forbids the call */
  *log = (struct log_file){0};
  return false;
}

void take_file(struct log_file *log, int file, size_t size, bool map) {
  *log = (struct log_file){0};
  if ((map || size > MOST_READ) && map_file(log, file, size)) {
  } else if ((log->memory = read_whole(file, size))) {
    log->size = size;
  }
  if (log->memory)
    madvise(log->memory, size, MADV_DONTDUMP); /* a core file is about the program */
}

void give_file_back(struct log_file *log) {
  if (log->memory)
    munmap(log->memory, log->size);
  *log = (struct log_file){0};
}

static bool is_in_file(const struct log_file *log, const struct file_part *part) {
  return part->size <= log->size && part->at <= log->size - part->size;
}

/* At most AT_ONCE of them. */
static bool copy_mapped(const struct log_file *log, const struct file_part *parts, unsigned count, void *to) {
  struct iovec from[AT_ONCE], into = {to, 0};
  for (unsigned i = 0; i < count; ++i) {
    if (!is_in_file(log, &parts[i]))
      return false;
    from[i] = (struct iovec){(uint8_t *)log->memory + parts[i].at, parts[i].size};
    into.iov_len += parts[i].size;
  }
  return process_vm_readv(getpid(), &into, 1, from, count, 0) == (ssize_t)into.iov_len;
}

bool copy_from_file(const struct log_file *log, const struct file_part *parts, unsigned count, void *to) {
  uint8_t *end = to;
  for (unsigned next, i = 0; i < count; i = next) {
    next = log->mapped && count - i > AT_ONCE ? i + AT_ONCE : log->mapped ? count : i + 1;
    if (log->mapped ? !copy_mapped(log, parts + i, next - i, end) : !is_in_file(log, &parts[i]))
      return false;
    if (!log->mapped)
      memcpy(end, (const uint8_t *)log->memory + parts[i].at, parts[i].size);
    for (unsigned part = i; part < next; ++part)
      end += parts[part].size;
  }
  return true;
}

void hold_file(struct log_file *log) {
  if (!log->mapped)
    return;
  struct log_file held = {.memory = take_pages(log->size), .size = log->size};
  if (held.memory && copy_from_file(log, &(struct file_part){0, log->size}, 1, held.memory)) {
    madvise(held.memory, held.size, MADV_DONTDUMP);
    give_file_back(log);
    *log = held;
  } else {
    give_file_back(&held);
  }
}
