#define _GNU_SOURCE
#include "version.h"

#include <ctype.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* The number that ends the name: clang-19, clang++-22. */
static unsigned version_in_name(const char *program) {
  const char *slash = strrchr(program, '/'), *dash = strrchr(slash ? slash : program, '-');
  if (!dash || !isdigit((unsigned char)dash[1]) || dash[1 + strspn(dash + 1, "0123456789")])
    return 0;
  return (unsigned)strtoul(dash + 1, NULL, 10);
}

/* What `program --version` prints first; empty when it cannot be run. */
static void ask_version(const char *program, char *text, size_t room) {
  int ends[2];
  size_t size = 0;
  text[0] = 0;
  if (pipe(ends) != 0)
    return;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0); /* started for its work, it says so again */
  char *words[] = {(char *)program, (char *)"--version", NULL};
  pid_t child;
  bool started = posix_spawnp(&child, program, &actions, NULL, words, environ) == 0;
  close(ends[1]);
  for (ssize_t got = 1; started && got > 0 && size < room - 1; size += got > 0 ? (size_t)got : 0)
    got = read(ends[0], text + size, room - 1 - size);
  close(ends[0]);
  if (started)
    waitpid(child, NULL, 0);
  posix_spawn_file_actions_destroy(&actions);
  text[size] = 0;
}

unsigned version_of(const char *program) {
  static const char key[] = " version ";
  static const char *asked; /* one program is asked once */
  static unsigned version;
  if (asked == program)
    return version;
  asked = program;
  version = version_in_name(program);
  if (version == 0) {
    char text[4096];
    ask_version(program, text, sizeof text);
    const char *found = strstr(text, key);
    version = found ? (unsigned)strtoul(found + sizeof key - 1, NULL, 10) : 0;
  }
  return version;
}
