#define _GNU_SOURCE
#include "times.h"

#include "options.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LONGEST_LINE = 4096 }; /* one write of this size is not mixed with those of other compilers */

static volatile pid_t compiler;

static void forward(int signal) {
  if (compiler > 0)
    kill(compiler, signal);
}

static void put_string(FILE *out, const char *text) {
  fputc('"', out);
  for (; *text; ++text)
    if (*text == '"' || *text == '\\')
      fprintf(out, "\\%c", *text);
    else if ((unsigned char)*text < ' ')
      fprintf(out, "\\u%04x", (unsigned)*text);
    else
      fputc(*text, out);
  fputc('"', out);
}

static double seconds(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec / 1e6; }

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* What cannot be noted is not known later, and no reason for a build to fail. */
static void note(const char *file, char **arguments, bool lazy, double wall, const struct rusage *usage) {
  char directory[PATH_MAX];
  char line[LONGEST_LINE + 1];
  FILE *out = getcwd(directory, sizeof directory) ? fmemopen(line, sizeof line, "w") : NULL;
  if (!out)
    return;
  setbuf(out, NULL);
  fprintf(out, "{\"v\":1,\"lazy\":%s,\"ms\":%.1f,\"cpuMs\":%.1f,\"directory\":", lazy ? "true" : "false", wall * 1000,
          (seconds(usage->ru_utime) + seconds(usage->ru_stime)) * 1000);
  put_string(out, directory);
  fputs(",\"sources\":[", out);
  const char *before = "";
  for (char **a = arguments; *a; ++a)
    if (is_source(*a)) {
      fputs(before, out);
      put_string(out, *a);
      before = ",";
    }
  fputs("]}\n", out);
  const bool fits = !ferror(out) && ftell(out) < LONGEST_LINE;
  const size_t size = fits ? (size_t)ftell(out) : 0;
  fclose(out);
  int target = fits ? open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
  if (target < 0)
    return;
  if (write(target, line, size) < 0)
    fprintf(stderr, "autojit: cannot write %s: %s\n", file, strerror(errno));
  close(target);
}

/* Starts the compiler; -1 with errno when it cannot be. */
static pid_t start(const char *program, char **arguments) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return -1;
  pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execvp(program, arguments);
    int reason = errno;
    _exit(write(ends[1], &reason, sizeof reason) == sizeof reason ? 0 : 1);
  }
  close(ends[1]);
  int reason = errno;
  const bool failed = child < 0 || read(ends[0], &reason, sizeof reason) == sizeof reason;
  close(ends[0]);
  if (!failed)
    return child;
  if (child > 0)
    waitpid(child, NULL, 0);
  errno = reason;
  return -1;
}

void become(const char *program, char **arguments, bool lazy) {
  const char *file = getenv("AUTOJIT_TIMES");
  if (!file || !*file || !compiles_sources(arguments + 1)) {
    execvp(program, arguments);
    return;
  }
  const double begin = now();
  compiler = start(program, arguments);
  if (compiler < 0)
    return;
  /* Who ends us means the compiler, which removes what it has written so far. */
  static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; ++i)
    signal(ends[i], forward);
  int status;
  struct rusage usage;
  while (wait4(compiler, &status, 0, &usage) < 0)
    if (errno != EINTR)
      exit(1);
  if (status == 0)
    note(file, arguments + 1, lazy, now() - begin, &usage);
  if (WIFSIGNALED(status)) {
    signal(WTERMSIG(status), SIG_DFL);
    raise(WTERMSIG(status));
  }
  exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}
