/*
 * autojit-record PROGRAM [ARGS]: runs a program in a terminal of its own inside of this one, so that it behaves as it does at a shell's prompt. With
 * AUTOJIT_RECORD=RUN it keeps what the program writes in RUN.out, makes RUN.reads when the program waits for input, and writes to RUN.end how it
 * ended (docs/formats.md, "Kept runs"). A run is recorded once: where RUN.out is there, nothing is run. Exits as a shell would: 128 + signal.
 */
#define _GNU_SOURCE
#include "end.h"
#include "kept.h"
#include "reading.h"
#include "title.h"

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
#include <time.h>
#include <unistd.h>

enum { USAGE = 2, CANNOT_START = 125, NOT_EXECUTABLE = 126, NOT_FOUND = 127, SIGNALLED = 128 };

/* What a program that outlives its terminal gets, each after a while: nobody sees it any more, and nobody else would end it. */
static const int harder[] = {SIGTERM, SIGKILL};
enum { HARDER = sizeof harder / sizeof *harder, PATIENCE_MS = 3000 };

struct ending {
  int asked;   /* from outside, with the terminal or by name */
  size_t next; /* of `harder` */
  int64_t due; /* when; in milliseconds */
};

/* What was typed or pasted and the program did not take yet. */
struct typed {
  char data[4096];
  size_t at, size;
};

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
  if (size < 0 && (errno == EINTR || errno == EAGAIN))
    return 1;
  if (size <= 0)
    return 0;
  write_all(STDOUT_FILENO, data, (size_t)size); /* a terminal that is gone does not end the program: its signal does */
  kept_add(&kept, data, (size_t)size);
  return 1;
}

static int read_input(struct typed *typed) {
  ssize_t size = read(STDIN_FILENO, typed->data, sizeof typed->data);
  if (size < 0 && errno == EINTR)
    return 1;
  typed->at = 0;
  typed->size = size > 0 ? (size_t)size : 0;
  return size > 0;
}

/* As much as fits: to wait here for a program that waits for us to take its output would be for ever. */
static void pass_input(int terminal, struct typed *typed) {
  ssize_t done = write(terminal, typed->data + typed->at, typed->size - typed->at);
  if (done > 0)
    typed->at += (size_t)done;
  else if (done < 0 && errno != EINTR && errno != EAGAIN)
    typed->at = typed->size;
}

/* What was written before the end. What processes that hold the terminal open write later is not waited for. */
static void drain(int terminal) {
  struct pollfd left = {.fd = terminal, .events = POLLIN};
  while (poll(&left, 1, 50) > 0 && (left.revents & POLLIN) && pass_output(terminal))
    ;
}

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void pass_signal(pid_t program, struct ending *ending) {
  if (asked_to_end) {
    kill(-program, asked_to_end);
    if (asked_to_end == SIGHUP || asked_to_end == SIGTERM) {
      ending->asked = 1;
      ending->due = now_ms() + PATIENCE_MS;
    }
    asked_to_end = 0;
  }
  if (ending->asked && ending->next < HARDER && now_ms() >= ending->due) {
    kill(-program, harder[ending->next++]);
    ending->due = now_ms() + PATIENCE_MS;
  }
}

/* Null: for as long as it takes. */
static const struct timespec *patience(const struct ending *ending, const struct reading *reading, struct timespec *time) {
  const int64_t now = now_ms();
  int64_t left = reading_wait(reading, now);
  if (ending->asked && ending->next < HARDER && (left < 0 || ending->due - now < left))
    left = ending->due > now ? ending->due - now : 0;
  if (left < 0)
    return NULL;
  *time = (struct timespec){.tv_sec = (time_t)(left / 1000), .tv_nsec = (long)(left % 1000) * 1000000};
  return time;
}

static void pass_size(int terminal) {
  struct winsize size;
  resized = 0;
  if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0)
    ioctl(terminal, TIOCSWINSZ, &size);
}

/* Until the program ends; its status as waitpid has it. */
static int follow(pid_t program, int terminal, const sigset_t *mask, struct ending *ending, struct reading *reading) {
  static struct typed typed;
  struct timespec time;
  int status, input = 1, output = 1;
  for (;;) {
    child_changed = 0;
    if (waitpid(program, &status, WNOHANG) == program)
      break;
    const int waits = typed.at < typed.size;
    struct pollfd from[] = {{.fd = output ? terminal : -1, .events = (short)(POLLIN | (waits ? POLLOUT : 0))},
                            {.fd = input && !waits ? STDIN_FILENO : -1, .events = POLLIN}};
    int ready = ppoll(from, 2, patience(ending, reading, &time), mask);
    if (resized)
      pass_size(terminal);
    pass_signal(program, ending);
    reading_look(reading, now_ms());
    if (ready <= 0)
      continue;
    if (from[0].revents & POLLOUT)
      pass_input(terminal, &typed);
    if (from[0].revents & ~POLLOUT) {
      output = pass_output(terminal);
      reading_soon(reading, now_ms());
    }
    if (from[1].revents)
      input = read_input(&typed);
  }
  if (output)
    drain(terminal);
  return status;
}

static char *file_of(const char *run, const char *ending) {
  char *path = NULL;
  if (asprintf(&path, "%s.%s", run, ending) < 0)
    abort();
  return path;
}

int main(int count, char **values) {
  const char *run = getenv("AUTOJIT_RECORD");
  if (count < 2 || !run || !*run) {
    fputs("usage: AUTOJIT_RECORD=RUN autojit-record PROGRAM [ARGS]\n", stderr);
    return USAGE;
  }
  char *output = file_of(run, "out"), *end = file_of(run, "end"), *reads = file_of(run, "reads");
  /* Programs that it starts are not this run. */
  unsetenv("AUTOJIT_RECORD");
  struct winsize size;
  if (tcgetattr(STDIN_FILENO, &before) || ioctl(STDIN_FILENO, TIOCGWINSZ, &size)) {
    fputs("autojit: autojit-record needs a terminal\n", stderr);
    return CANNOT_START;
  }
  if (kept_open(&kept, output)) {
    if (errno == EEXIST) {
      printf("autojit: this run was recorded before (%s); nothing is run\n", output);
      return 0;
    }
    fprintf(stderr, "autojit: the program's output is not kept: %s: %s\n", output, strerror(errno));
  }
  show_title(values + 1);
  const sigset_t mask = catch_signals();
  int terminal;
  const pid_t program = forkpty(&terminal, NULL, &before, &size);
  if (program < 0) {
    fprintf(stderr, "autojit: cannot make a terminal for %s: %s\n", values[1], strerror(errno));
    return CANNOT_START;
  }
  if (program == 0)
    become(values + 1, &mask);
  fcntl(terminal, F_SETFD, FD_CLOEXEC);
  fcntl(terminal, F_SETFL, fcntl(terminal, F_GETFL) | O_NONBLOCK);
  struct termios raw = before;
  cfmakeraw(&raw);
  tcsetattr(STDIN_FILENO, TCSANOW, &raw);
  struct ending ending = {0};
  struct reading reading;
  reading_start(&reading, terminal, reads, now_ms());
  const int status = follow(program, terminal, &mask, &ending, &reading);
  restore_terminal();
  kept_close(&kept);
  unlink(reads);
  note_end(end, status, ending.asked);
  return WIFSIGNALED(status) ? SIGNALLED + WTERMSIG(status) : WEXITSTATUS(status);
}
