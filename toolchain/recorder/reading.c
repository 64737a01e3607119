#define _GNU_SOURCE
#include "reading.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

enum { FIRST_PAUSE_MS = 50, LONGEST_PAUSE_MS = 6400 };

/* Editors and shells of their own wait for many things at once, and take keys as they come. */
static const long waits_for_many[] = {SYS_select, SYS_pselect6, SYS_poll, SYS_ppoll, SYS_epoll_wait, SYS_epoll_pwait};

static int takes_keys(int terminal) {
  struct termios now;
  return tcgetattr(terminal, &now) == 0 && !(now.c_lflag & ICANON);
}

static int is_terminal(pid_t process, unsigned long file, int terminal) {
  char link[64], path[128], ours[128];
  snprintf(link, sizeof link, "/proc/%d/fd/%lu", (int)process, file);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  if (size < 0 || ptsname_r(terminal, ours, sizeof ours))
    return 0;
  path[size] = 0;
  return strcmp(path, ours) == 0 || strcmp(path, "/dev/tty") == 0;
}

/* What this thread waits in the kernel for. */
static int thread_reads(pid_t process, const char *thread, int terminal) {
  char path[320], line[128];
  long call;
  unsigned long first;
  snprintf(path, sizeof path, "/proc/%d/task/%s/syscall", (int)process, thread);
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return 0;
  const ssize_t size = read(file, line, sizeof line - 1);
  close(file);
  if (size <= 0)
    return 0;
  line[size] = 0;
  if (sscanf(line, "%ld %lx", &call, &first) != 2)
    return 0;
  if (call == SYS_read)
    return is_terminal(process, first, terminal);
  for (size_t i = 0; i < sizeof waits_for_many / sizeof *waits_for_many; i++)
    if (call == waits_for_many[i])
      return takes_keys(terminal);
  return 0;
}

/* Of the process that has the terminal; where the system does not show us what it does, nobody reads. */
static int is_read(int terminal) {
  char path[64];
  const pid_t process = tcgetpgrp(terminal);
  snprintf(path, sizeof path, "/proc/%d/task", (int)process);
  DIR *threads = process > 0 ? opendir(path) : NULL;
  if (!threads)
    return 0;
  int reads = 0;
  for (const struct dirent *one; !reads && (one = readdir(threads));)
    reads = one->d_name[0] != '.' && thread_reads(process, one->d_name, terminal);
  closedir(threads);
  return reads;
}

void reading_start(struct reading *reading, int terminal, const char *told, int64_t now) {
  *reading = (struct reading){.terminal = terminal, .told = told};
  reading_soon(reading, now);
}

void reading_soon(struct reading *reading, int64_t now) {
  reading->pause = FIRST_PAUSE_MS;
  reading->due = now + reading->pause;
}

void reading_look(struct reading *reading, int64_t now) {
  if (reading->seen || now < reading->due)
    return;
  reading->seen = is_read(reading->terminal);
  if (reading->seen) {
    const int file = open(reading->told, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file >= 0)
      close(file);
    return;
  }
  if (reading->pause < LONGEST_PAUSE_MS)
    reading->pause *= 2;
  reading->due = now + reading->pause;
}

int64_t reading_wait(const struct reading *reading, int64_t now) {
  if (reading->seen)
    return -1;
  return reading->due > now ? reading->due - now : 0;
}
