/*
 * autojit-rustc: rustc with AutoJIT's plugin, as a drop-in (`autojit-rustc main.rs`) and as what RUSTC_WRAPPER names (`autojit-rustc RUSTC main.rs`).
 * A wrapper keeps the project's own rustflags and sees build scripts, which stay regular: they run once.
 */
#define _GNU_SOURCE
#include "rust.h"

#include "find.h"
#include "rust-options.h"
#include "times.h"
#include "toolchain.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LLVM_MAJOR "22"
#define MORE_OPTIONS 2

static int cannot_run(const char *program) {
  fprintf(stderr, "autojit: cannot run %s: %s; install Rust (Debian: rustc-web and cargo-web), or set AUTOJIT_RUSTC to where it is\n", program,
          errno == ELOOP ? "it leads back to AutoJIT's own drop-in" : strerror(errno));
  return NOT_FOUND;
}

/* What `program -vV` prints; null when it cannot be run or fails. */
static char *versions_of(const char *program) {
  int ends[2];
  if (pipe(ends) != 0)
    return NULL;
  pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execlp(program, program, "-vV", (char *)NULL);
    _exit(NOT_FOUND);
  }
  close(ends[1]);
  char *text = calloc(1, 1 << 14);
  size_t size = 0;
  for (ssize_t got = 1; child > 0 && text && got > 0 && size < (1 << 14) - 1; size += got > 0 ? (size_t)got : 0)
    got = read(ends[0], text + size, (1 << 14) - 1 - size);
  close(ends[0]);
  int status = -1;
  if (child > 0)
    waitpid(child, &status, 0);
  if (status == 0)
    return text;
  free(text);
  return NULL;
}

/* The plugin is made for one major version of LLVM, and rustc brings its own. */
static bool has_our_llvm(const char *program, const char *versions) {
  static const char key[] = "LLVM version: ";
  const char *found = strstr(versions, key);
  const char *version = found ? found + sizeof key - 1 : "none";
  if (strncmp(version, LLVM_MAJOR ".", sizeof LLVM_MAJOR) == 0)
    return true;
  fprintf(stderr,
          "autojit: %s has LLVM %.*s, AutoJIT needs LLVM " LLVM_MAJOR ": use Rust 1.95 or another with that LLVM (rustc -vV says), or build with "
          "AUTOJIT_DISABLE=1\n",
          program, (int)strcspn(version, "\n"), version);
  return false;
}

/* Cargo rebuilds what another compiler built, and tells compilers by this text: a regular build and one by another plugin must not be mixed. */
static int print_versions(const char *program, const char *plugin) {
  char *versions = versions_of(program);
  if (!versions)
    return cannot_run(program);
  if (!has_our_llvm(program, versions))
    return REFUSED;
  printf("%sautojit: %s\n", versions, strrchr(plugin, '/') + 1);
  return 0;
}

static bool names_compiler(const char *word) {
  const char *base = strrchr(word, '/');
  base = base ? base + 1 : word;
  size_t length = strlen(word);
  return *word != '-' && *word != '@' && !(length > 3 && strcmp(word + length - 3, ".rs") == 0) &&
         (strncmp(base, "rustc", 5) == 0 || strcmp(base, "clippy-driver") == 0);
}

static int replace_by(const char *program, char **arguments, bool lazy) {
  become(program, arguments, lazy);
  return cannot_run(program);
}

/* Adds the plugin, and what links its stubs to the runtime. Libraries are linked with it too where they become a program. */
static char **with_plugin(char **arguments, const char *folder, const char *plugin, bool cut) {
  size_t count = 0;
  while (arguments[count])
    ++count;
  char **result = calloc(count + MORE_OPTIONS + 1, sizeof *result);
  if (!result)
    return NULL;
  memcpy(result, arguments, count * sizeof *result);
  if (asprintf(&result[count], "-Clink-arg=%s/lib/libautojit.a", folder) < 0)
    return NULL;
  if (cut && asprintf(&result[count + 1], "-Zllvm-plugins=%s", plugin) < 0)
    return NULL;
  return result;
}

int become_rustc(int count, char **values) {
  const bool wraps = count > 1 && names_compiler(values[1]);
  const char *chosen = getenv("AUTOJIT_RUSTC");
  const char *name = wraps ? values[1] : chosen && *chosen ? chosen : "rustc", *program = find_compiler(name);
  if (!program)
    return cannot_run(name);
  char **arguments = values + wraps; /* the first of them is the program's name */
  arguments[0] = strdup(program);
  const struct rust_options options = read_rust_options(arguments + 1);
  const bool concerns_us = options.asks_version || (options.generates_code && !options.other_target);
  if (is_disabled() || !concerns_us)
    return replace_by(program, arguments, false);

  char *folder = toolchain_folder();
  char *plugin = folder ? plugin_in(folder) : NULL;
  if (!plugin) {
    report_missing("the plugin (lib/autojit-plugin-…)", folder);
    return NOT_FOUND;
  }
  if (options.asks_version)
    return print_versions(program, plugin);
  if (options.is_static) {
    fprintf(stderr, "autojit: a static program (+crt-static) cannot load the engine that makes its functions; leave that out, or build it with "
                    "AUTOJIT_DISABLE=1\n");
    return REFUSED;
  }
  if (!wraps) { /* Cargo has asked already */
    char *versions = versions_of(program);
    if (!versions)
      return cannot_run(program);
    if (!has_our_llvm(program, versions))
      return REFUSED;
  }
  char **extended = with_plugin(arguments, folder, plugin, !options.for_the_build);
  if (!extended)
    return cannot_run(program);
  /* A released rustc has the option for plugins as well, but wants to be told that it is meant. */
  if (!options.for_the_build)
    setenv("RUSTC_BOOTSTRAP", "1", 0);
  return replace_by(program, extended, !options.for_the_build);
}
