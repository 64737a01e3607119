/*
 * Stands before the linker, under its name, in a folder that the compiler is told to look in first. Where only bodies of functions changed since the
 * last link of the same output, it does not link: it writes that output once more with the new module ids (docs/decisions/018). In all other cases
 * the real linker runs, with the same words, and what it did is kept for the next time.
 */
#define _GNU_SOURCE
#include "arguments.h"
#include "find.h"
#include "log.h"
#include "relink.h"
#include "response.h"
#include "run.h"
#include "state.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const char COLOURS[] = "--color-diagnostics=always";

static bool is_set(const char *variable, const char *value) {
  const char *found = getenv(variable);
  return found && *found && (value ? strcmp(found, value) == 0 : strcmp(found, "0") != 0);
}

static int become(char *linker, char **arguments) {
  execv(linker, arguments);
  fprintf(stderr, "autojit: cannot run the linker %s: %s\n", linker, strerror(errno));
  return 127;
}

/* Ends as the linker did. */
static int end_like(int status) {
  if (WIFSIGNALED(status)) {
    signal(WTERMSIG(status), SIG_DFL);
    raise(WTERMSIG(status));
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static int link_and_keep(char *linker, char **arguments, struct link *link, const struct place *place, const char *folder, const char *reason) {
  forget_link(place);
  char *dependencies = NULL;
  struct words words = {0};
  for (char **word = arguments; *word; ++word)
    add_word(&words, *word);
  if (!link->dependencies) {
    dependencies = format("%s.%d.d", place->state, getpid());
    add_word(&words, format("--dependency-file=%s", dependencies));
    link->dependencies = dependencies;
  }
  /* It writes to us, and we to a terminal. */
  if (isatty(STDERR_FILENO) && (starts_with(base_of(linker), "ld.lld") || starts_with(base_of(linker), "ld.mold")))
    add_word(&words, copy_of(COLOURS, sizeof COLOURS));
  const uint64_t start = begin_link(arguments + 1);
  struct run run = run_linker(linker, words.at);
  bool good = run.status == 0;
  if (good && !run.spoke) /* what it said, it should say again */
    keep_link(link, place, read_dependencies(link->dependencies), start);
  tidy_states(folder);
  if (dependencies)
    unlink(dependencies);
  if (run.status == -1 || (!good && dependencies && run.lacks_dependencies))
    return become(linker, arguments);
  if (good)
    log_link(place->output, run.spoke ? "the linker printed something, and would again" : reason);
  return end_like(run.status);
}

int main(int count, char **arguments) {
  (void)count;
  char *linker = find_linker(base_of(arguments[0]));
  if (!linker) {
    fprintf(stderr,
            "autojit: cannot find the linker %s: it is neither beside the compiler nor on PATH; install it, or choose another one with -fuse-ld=\n",
            base_of(arguments[0]));
    return 127;
  }
  char *folder = is_set("AUTOJIT_DISABLE", NULL) || is_set("AUTOJIT_RELINK", "always") ? NULL : state_folder();
  if (!folder)
    return become(linker, arguments);
  struct link link = understand(expand_responses(arguments + 1));
  const struct place place = find_place(&link, linker, folder);
  if (link.unknown || !place.output) {
    forget_link(&place);
    log_link(link.output, link.unknown ? format("with %s a linker may do more than link", link.unknown) : "its folder cannot be found");
    return become(linker, arguments);
  }
  const char *reason = patch_last(&link, &place);
  if (!reason) {
    log_link(place.output, NULL);
    return 0;
  }
  return link_and_keep(linker, arguments, &link, &place, folder, reason);
}
