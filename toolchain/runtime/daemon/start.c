/*
 * Starts autojitd for a program that may have threads, handlers and children of its own: no fork handler runs, no memory is copied, and no SIGCHLD is
 * sent (the daemon is a grandchild; the child between is waited for, and sends none).
 */
#define _GNU_SOURCE
#include "at-load.h"
#include "client.h"
#include "loader.h"
#include "stack.h"
#include "text.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STACK = 64 << 10, READY_NUMBER = 3, LONGEST_VARIABLE = 4096 };

static char program[PATH_MAX];

/* The loader is asked now, since it must not be under the lock. */
static void find_program(void) {
  if (!path_beside_us("../bin/autojitd", program))
    program[0] = 0;
}
AT_LOAD(find_program);

struct start {
  const char *socket_path;
  int ready; /* the daemon says here that it listens */
  uint8_t *stack;
  char starter[NUMBER_ROOM]; /* our id: what the daemon has of us and our user's session has not, it puts aside */
};

/* What the daemon needs of our environment; not what is meant for this program alone (LD_PRELOAD, say). */
static char **clean_environment(void) {
  static const char *const names[] = {"HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "PATH", "TMPDIR"};
  enum { COUNT = sizeof names / sizeof *names };
  static char texts[COUNT][LONGEST_VARIABLE];
  static char *result[COUNT + 1];
  unsigned count = 0;
  for (unsigned i = 0; i < COUNT; ++i) {
    const char *value = getenv(names[i]);
    char *end = texts[count] + LONGEST_VARIABLE;
    if (value && append(append(append(texts[count], end, names[i]), end, "="), end, value) != end) {
      result[count] = texts[count];
      ++count;
    }
  }
  result[count] = NULL;
  return result;
}

/* In the program's memory, like what follows: it only makes system calls. */
static int become_daemon(void *argument) {
  const struct start *start = argument;
  const char *const arguments[] = {program, "--foreground", "--ready", "3", "--socket", start->socket_path, "--starter", start->starter, NULL};
  sigset_t none;
  sigemptyset(&none);
  int nothing = open("/dev/null", O_RDWR);
  int ready = fcntl(start->ready, F_DUPFD, READY_NUMBER + 1); /* the next line may close it */
  for (int i = 0; i < READY_NUMBER; ++i)
    dup2(nothing, i);
  if (dup2(ready, READY_NUMBER) == READY_NUMBER && syscall(SYS_close_range, READY_NUMBER + 1, ~0u, 0) == 0 && chdir("/") == 0) {
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(program, (char *const *)arguments, clean_environment());
  }
  _exit(1);
}

static int make_session(void *argument) {
  struct start *start = argument;
  setsid();
  clone(become_daemon, start->stack + STACK, CLONE_VM | CLONE_VFORK, start);
  _exit(0);
}

static enum daemon_start wait_until_ready(int file) {
  struct pollfd event = {.fd = file, .events = POLLIN};
  char byte;
  if (poll(&event, 1, AUTOJIT_PATIENCE_MS) != 1 || read(file, &byte, 1) != 1)
    return NOT_STARTED;
  return byte == 'p' ? STARTED_FOR_US : STARTED;
}

/* It will serve our user, so it is ours or root's, and nobody else can write it. */
static bool is_trusted_program(void) {
  struct stat info;
  return stat(program, &info) == 0 && access(program, X_OK) == 0 && (info.st_uid == geteuid() || info.st_uid == 0) && !(info.st_mode & S_IWOTH) &&
         (!(info.st_mode & S_IWGRP) || info.st_gid == info.st_uid);
}

enum daemon_start start_daemon(const char *socket_path) {
  int ends[2];
  if (!*program || !is_trusted_program() || pipe2(ends, O_CLOEXEC) != 0)
    return NOT_STARTED;
  uint8_t *stacks = map_stack(2 * STACK);
  struct start start = {.socket_path = socket_path, .ready = ends[1], .stack = stacks};
  char number[NUMBER_ROOM];
  strcpy(start.starter, write_number(number, (unsigned)getpid()));
  int child = stacks ? clone(make_session, stacks + 2 * STACK, CLONE_VM | CLONE_VFORK, &start) : -1;
  if (child > 0)
    waitpid(child, NULL, __WCLONE);
  close(ends[1]);
  enum daemon_start ready = child > 0 ? wait_until_ready(ends[0]) : NOT_STARTED;
  close(ends[0]);
  if (stacks)
    system_call(SYS_munmap, (long)stacks, 2 * STACK, 0, 0);
  return ready;
}
