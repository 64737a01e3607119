/*
 * autojit-record OUTPUT END PROGRAM [ARGS]: runs a program in a terminal of its own inside of this one, so that it behaves as it does at a shell's
 * prompt, keeps what it writes in OUTPUT, and writes to END how it ended (docs/formats.md, "Kept runs"). Exits as a shell would: 128 + signal.
 */
#define _GNU_SOURCE
#include "kept.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { USAGE = 2, CANNOT_START = 125, NOT_EXECUTABLE = 126, NOT_FOUND = 127, SIGNALLED = 128 };

static struct kept kept;
static struct termios before;
static volatile sig_atomic_t resized, child_changed, asked_to_end;

static void on_signal(int number) {
  if (number == SIGWINCH)
    resized = 1;
  else if (number == SIGCHLD)
    child_changed = 1;
  else
    asked_to_end = number;
}

/* Signals come only while we wait, so that none is lost between a look at a flag and the wait. */
static sigset_t catch_signals(void) {
  static const int numbers[] = {SIGWINCH, SIGCHLD, SIGTERM, SIGHUP, SIGINT, SIGQUIT};
  struct sigaction action = {.sa_handler = on_signal};
  sigset_t blocked, old;
  sigemptyset(&blocked);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    sigaction(numbers[i], &action, NULL);
    sigaddset(&blocked, numbers[i]);
  }
  sigprocmask(SIG_BLOCK, &blocked, &old);
  return old;
}

static void restore_terminal(void) { tcsetattr(STDIN_FILENO, TCSADRAIN, &before); }

static void become(char **program, const sigset_t *mask) {
  sigprocmask(SIG_SETMASK, mask, NULL);
  execvp(program[0], program);
  int reason = errno;
  fprintf(stderr, "autojit: cannot run %s: %s\n", program[0], strerror(reason));
  _exit(reason == ENOENT ? NOT_FOUND : NOT_EXECUTABLE);
}

/* Passes on one piece; false when there is none and none will come. */
static int pass_output(int terminal) {
  char data[16384];
  ssize_t size = read(terminal, data, sizeof data);
  if (size < 0 && errno == EINTR)
    return 1;
  if (size <= 0)
    return 0;
  write_all(STDOUT_FILENO, data, (size_t)size); /* a terminal that is gone does not end the program: its signal does */
  kept_add(&kept, data, (size_t)size);
  return 1;
}

static int pass_input(int terminal) {
  char data[4096];
  ssize_t size = read(STDIN_FILENO, data, sizeof data);
  if (size < 0 && errno == EINTR)
    return 1;
  return size > 0 && write_all(terminal, data, (size_t)size) == 0;
}

/* What was written before the end, without waiting for processes that hold the terminal open. */
static void drain(int terminal) {
  struct pollfd left = {.fd = terminal, .events = POLLIN};
  while (poll(&left, 1, 0) > 0 && (left.revents & POLLIN) && pass_output(terminal))
    ;
}

/* Until the program ends; its status as waitpid has it. */
static int follow(pid_t program, int terminal, const sigset_t *mask) {
  struct pollfd from[] = {{.fd = terminal, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
  int status;
  for (;;) {
    child_changed = 0;
    if (waitpid(program, &status, WNOHANG) == program)
      break;
    int ready = ppoll(from, 2, NULL, mask);
    if (resized) {
      struct winsize size;
      resized = 0;
      if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0)
        ioctl(terminal, TIOCSWINSZ, &size);
    }
    if (asked_to_end) {
      kill(-program, asked_to_end);
      asked_to_end = 0;
    }
    if (ready <= 0)
      continue;
    if (from[0].revents && !pass_output(terminal))
      from[0].fd = -1;
    if (from[1].revents && !pass_input(terminal))
      from[1].fd = -1;
  }
  if (from[0].fd >= 0)
    drain(terminal);
  return status;
}

/* Complete or not there. */
static void note_end(const char *path, int status) {
  char *temporary, text[96];
  int length = WIFSIGNALED(status) ? snprintf(text, sizeof text, "{\"format\":\"autojit-end\",\"version\":1,\"signal\":\"SIG%s\"}\n",
                                              sigabbrev_np(WTERMSIG(status)) ? sigabbrev_np(WTERMSIG(status)) : "RT")
                                   : snprintf(text, sizeof text, "{\"format\":\"autojit-end\",\"version\":1,\"exit\":%d}\n", WEXITSTATUS(status));
  if (asprintf(&temporary, "%s.new", path) < 0)
    return;
  int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0)
    return;
  int written = write_all(file, text, (size_t)length);
  close(file);
  if (written == 0)
    rename(temporary, path);
  else
    unlink(temporary);
}

int main(int count, char **values) {
  if (count < 4) {
    fputs("usage: autojit-record OUTPUT END PROGRAM [ARGS]\n", stderr);
    return USAGE;
  }
  struct winsize size;
  if (tcgetattr(STDIN_FILENO, &before) || ioctl(STDIN_FILENO, TIOCGWINSZ, &size)) {
    fputs("autojit: autojit-record needs a terminal\n", stderr);
    return CANNOT_START;
  }
  if (kept_open(&kept, values[1]))
    fprintf(stderr, "autojit: the program's output is not kept: %s: %s\n", values[1], strerror(errno));
  const sigset_t mask = catch_signals();
  int terminal;
  const pid_t program = forkpty(&terminal, NULL, &before, &size);
  if (program < 0) {
    fprintf(stderr, "autojit: cannot make a terminal for %s: %s\n", values[3], strerror(errno));
    return CANNOT_START;
  }
  if (program == 0)
    become(values + 3, &mask);
  fcntl(terminal, F_SETFD, FD_CLOEXEC);
  struct termios raw = before;
  cfmakeraw(&raw);
  tcsetattr(STDIN_FILENO, TCSANOW, &raw);
  const int status = follow(program, terminal, &mask);
  restore_terminal();
  kept_close(&kept);
  note_end(values[2], status);
  return WIFSIGNALED(status) ? SIGNALLED + WTERMSIG(status) : WEXITSTATUS(status);
}
