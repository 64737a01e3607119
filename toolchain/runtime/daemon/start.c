/*
 * Starts autojitd for a program that may have threads, handlers and children of its own: no fork handler runs, no memory is copied, and no SIGCHLD is
 * sent (autojitd is a grandchild; the child between is waited for, and sends none).
 */
#define _GNU_SOURCE
#include "at-load.h"
#include "child.h"
#include "client.h"
#include "loader.h"
#include "stack.h"
#include "text.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STACK = 64 << 10, FIRST_NUMBER = 3, MOST_FILES = 2, MOST_ARGUMENTS = 16 };

static char program[PATH_MAX];

/* The loader is asked now, since it must not be under the lock. */
static void find_program(void) {
  if (!path_beside_us("../bin/autojitd", program))
    program[0] = 0;
}
AT_LOAD(find_program);

struct start {
  const char *const *arguments; /* the first is the program */
  const int *files;
  unsigned count;
  uint8_t *stack;
};

/* What autojitd needs of our environment; not what is meant for this program alone (LD_PRELOAD, say). */
struct clean_environment {
  char texts[5][4096];
  char *variables[6];
};

static char *const *clean(struct clean_environment *to) {
  static const char *const names[] = {"HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "PATH", "TMPDIR"};
  unsigned count = 0;
  for (unsigned i = 0; i < sizeof names / sizeof *names; ++i) {
    const char *value = getenv(names[i]);
    char *text = to->texts[count], *end = text + sizeof to->texts[count];
    if (value && append(append(append(text, end, names[i]), end, "="), end, value) != end)
      to->variables[count++] = text;
  }
  to->variables[count] = NULL;
  return to->variables;
}

/* False when they are not all there. The numbers are the child's: a sanitizer, whose books are the parent's, sees nothing of them. */
static bool have_files(const struct start *start) {
  long higher[MOST_FILES];
  long nothing = system_call(SYS_openat, AT_FDCWD, (long)"/dev/null", O_RDWR, 0);
  for (unsigned i = 0; i < start->count; ++i)
    higher[i] = system_call(SYS_fcntl, start->files[i], F_DUPFD, FIRST_NUMBER + MOST_FILES, 0); /* what follows may close it */
  for (int i = 0; i < FIRST_NUMBER; ++i)
    system_call(SYS_dup2, nothing, i, 0, 0);
  bool there = true;
  for (unsigned i = 0; i < start->count; ++i)
    there &= system_call(SYS_dup2, higher[i], FIRST_NUMBER + i, 0, 0) == FIRST_NUMBER + i;
  return there && system_call(SYS_close_range, FIRST_NUMBER + start->count, ~0u, 0, 0) == 0;
}

/* In the program's memory, like what follows: it only makes system calls. */
IN_CHILD static int become_autojitd(void *argument) {
  const struct start *start = argument;
  struct clean_environment environment;
  sigset_t none;
  sigemptyset(&none);
  if (have_files(start) && chdir("/") == 0) {
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(program, (char *const *)start->arguments, clean(&environment));
  }
  return end_child(1);
}

IN_CHILD static int make_session(void *argument) {
  struct start *start = argument;
  setsid();
  run_child(become_autojitd, start->stack + STACK, start);
  return end_child(0);
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

bool start_autojitd(const char *const *options, const int *files, unsigned count) {
  const char *arguments[MOST_ARGUMENTS] = {program};
  for (unsigned i = 0; options[i] && i + 2 < MOST_ARGUMENTS; ++i)
    arguments[i + 1] = options[i];
  if (!*program || !is_trusted_program())
    return false;
  uint8_t *stacks = map_stack(2 * STACK);
  struct start start = {.arguments = arguments, .files = files, .count = count, .stack = stacks};
  int child = stacks ? run_child(make_session, stacks + 2 * STACK, &start) : -1;
  if (child > 0)
    waitpid(child, NULL, __WCLONE);
  if (stacks)
    system_call(SYS_munmap, (long)stacks, 2 * STACK, 0, 0);
  return child > 0;
}

enum daemon_start start_daemon(const char *socket_path) {
  char starter[NUMBER_ROOM]; /* what the daemon has of us and our user's session has not, it puts aside */
  const char *const options[] = {
      "--foreground", "--ready", "3", "--socket", socket_path, "--starter", write_number(starter, (unsigned)getpid()), NULL};
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return NOT_STARTED;
  bool started = start_autojitd(options, &ends[1], 1);
  close(ends[1]);
  enum daemon_start ready = started ? wait_until_ready(ends[0]) : NOT_STARTED;
  close(ends[0]);
  return ready;
}
