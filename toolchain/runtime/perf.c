/*
 * Names for perf: with AUTOJIT_PERF=1 the process writes /tmp/perf-<pid>.map, the file in which perf looks for the names of generated code
 * (one line a function: address and size in hexadecimal, name). Name and place are perf's.
 */
#define _GNU_SOURCE
#include "at-load.h"
#include "environment.h"
#include "limited-write.h"
#include "runtime.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

/* Under the runtime's lock. The file is opened for each line: a descriptor that is kept could be closed by the program, and its number used for
 * another. */
static bool wanted;
static pid_t writer; /* whose map was begun, 0: nobody's */

enum { LONGEST_LINE = 2048 };

/* Asked once: the environment may be changed by any thread later. */
static void ask_environment(void) { wanted = is_switched_on("AUTOJIT_PERF"); }
AT_LOAD(ask_environment);

static int open_map(pid_t process, int flags) {
  char path[64];
  snprintf(path, sizeof path, "/tmp/perf-%d.map", (int)process);
  struct stat info;
  /* The folder is everybody's: what has this name may be another's, or an earlier process's with this number. */
  bool ours = lstat(path, &info) == 0 && info.st_uid == geteuid() && S_ISREG(info.st_mode);
  if (ours && (flags & O_CREAT))
    unlink(path);
  return ours || (flags & O_CREAT) ? open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;
}

/* The child of a fork runs what its parent materialized too. */
static bool copy_map(int from, int to) {
  struct stat info;
  return fstat(from, &info) == 0 && sendfile(to, from, NULL, (size_t)info.st_size) == info.st_size;
}

static bool begin_map(void) {
  int map = open_map(getpid(), O_WRONLY | O_CREAT | O_EXCL), parents = writer ? open_map(writer, O_RDONLY) : -1;
  bool begun = map >= 0 && (parents < 0 || copy_map(parents, map));
  if (map >= 0)
    close(map);
  if (parents >= 0)
    close(parents);
  writer = getpid();
  return begun;
}

void begin_perf_after_fork(void) {
  if (wanted && writer)
    wanted = begin_map();
}

void tell_perf(const void *code, uint32_t size, const char *name) {
  if (!wanted)
    return;
  wanted = writer == getpid() || begin_map();
  int map = wanted ? open_map(writer, O_WRONLY | O_APPEND) : -1;
  char line[LONGEST_LINE];
  int length = snprintf(line, sizeof line, "%lx %x %s", (unsigned long)code, size, name);
  if (length > LONGEST_LINE - 2)
    length = LONGEST_LINE - 2;
  line[length] = '\n'; /* in place of the NUL */
  wanted = map >= 0 && write_at_end(map, line, (size_t)length + 1) == length + 1;
  if (!wanted)
    dprintf(STDERR_FILENO, "autojit: cannot write /tmp/perf-%d.map (%m); perf will not know the names of all materialized functions\n",
            (int)getpid());
  if (map >= 0)
    close(map);
}
