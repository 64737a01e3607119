#define _GNU_SOURCE
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Hands on what is there; false when that was all. */
static bool hand_on(int from, int to, struct run *run) {
  char text[1 << 14];
  ssize_t size = read(from, text, sizeof text);
  if (size < 0 && errno == EINTR)
    return true;
  if (size <= 0)
    return false;
  run->spoke = true;
  run->lacks_dependencies |= memmem(text, (size_t)size, "dependency-file", sizeof "dependency-file" - 1) != NULL;
  for (ssize_t done = 0, now; done < size; done += now)
    if ((now = write(to, text + done, (size_t)(size - done))) <= 0)
      return errno == EINTR; /* nobody reads it any more */
  return true;
}

struct run run_linker(const char *program, char *const *words) {
  struct run run = {.status = -1};
  int out[2], err[2];
  if (pipe2(out, O_CLOEXEC) != 0)
    return run;
  if (pipe2(err, O_CLOEXEC) != 0) {
    close(out[0]);
    close(out[1]);
    return run;
  }
  pid_t child = fork();
  if (child == 0) {
    dup2(out[1], STDOUT_FILENO);
    dup2(err[1], STDERR_FILENO);
    execv(program, words);
    _exit(127);
  }
  close(out[1]);
  close(err[1]);
  struct pollfd ends[] = {{out[0], POLLIN, 0}, {err[0], POLLIN, 0}};
  while (child > 0 && (ends[0].fd >= 0 || ends[1].fd >= 0)) {
    if (poll(ends, 2, -1) < 0 && errno != EINTR)
      break;
    for (int i = 0; i != 2; ++i)
      if (ends[i].fd >= 0 && ends[i].revents && !hand_on(ends[i].fd, i == 0 ? STDOUT_FILENO : STDERR_FILENO, &run))
        ends[i].fd = -1;
  }
  close(out[0]);
  close(err[0]);
  while (child > 0 && waitpid(child, &run.status, 0) < 0 && errno == EINTR)
    ;
  return run;
}

struct words read_dependencies(const char *path) {
  struct words result = {0};
  char *text = read_text(path, NULL), *at = text ? strstr(text, ":") : NULL;
  while (at && at[1] && !strchr(" \t\n\\", at[1])) /* a colon in the target's name */
    at = strstr(at + 1, ":");
  if (!at)
    return result;
  /* The first rule, up to a line that does not go on. White space and # behind a backslash, and $ behind another one, are part of a name. */
  for (++at;;) {
    while (*at == ' ' || *at == '\t' || (*at == '\\' && at[1] == '\n'))
      at += *at == '\\' ? 2 : 1;
    if (*at == 0 || *at == '\n')
      break;
    const char *end = at;
    while (*end && !strchr(" \t\n", *end) && !(*end == '\\' && end[1] == '\n'))
      end += 1 + (*end == '\\' && end[1] && strchr(" \t#", end[1]));
    char *name = allocate((size_t)(end - at)); /* not all of the rest: a large program has thousands of names */
    for (size_t length = 0; at != end; ++at) {
      if ((*at == '\\' && at[1] && strchr(" \t#", at[1])) || (*at == '$' && at[1] == '$'))
        ++at;
      name[length++] = *at;
    }
    add_word(&result, name);
  }
  free(text);
  return result;
}
