/*
 * Names for perf: with AUTOJIT_PERF=1 the process writes /tmp/perf-<pid>.map, the file in which perf looks for the names of generated code
 * (one line a function: address and size in hexadecimal, name). Name and place are perf's.
 */
#define _GNU_SOURCE
#include "runtime.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static bool wanted;
static int map = -1; /* under the runtime's lock */

/* Asked once: the environment may be changed by any thread later. */
__attribute__((constructor)) static void ask_environment(void) {
  const char *value = secure_getenv("AUTOJIT_PERF");
  wanted = value && *value && *value != '0';
}

/* The folder is everybody's: a file of this name that is there already is not ours to follow or to write to. */
static int create_map(void) {
  char path[64];
  snprintf(path, sizeof path, "/tmp/perf-%d.map", (int)getpid());
  struct stat info;
  if (lstat(path, &info) == 0 && info.st_uid == geteuid() && S_ISREG(info.st_mode))
    unlink(path); /* of an earlier process with this number */
  int result = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (result < 0)
    dprintf(STDERR_FILENO, "autojit: cannot write %s (%m); perf will not know the names of materialized functions\n", path);
  return result;
}

void tell_perf(const void *code, uint32_t size, const char *name) {
  if (!wanted)
    return;
  if (map < 0)
    map = create_map();
  if (map < 0 || dprintf(map, "%lx %x %s\n", (unsigned long)code, size, name) < 0)
    wanted = false;
}

void begin_perf_in_child(void) {
  int parents = map;
  if (parents < 0)
    return;
  map = create_map();
  /* The child runs what its parent materialized too. */
  struct stat info;
  off_t start = 0;
  if (map < 0 || fstat(parents, &info) != 0 || sendfile(map, parents, &start, (size_t)info.st_size) != info.st_size)
    wanted = false;
  close(parents);
}
