/*
 * autojit-clang, autojit-clang++ and autojit-flang: clang-22 (or flang-22) with AutoJIT's config file; autojit-rustc (rust.c). Any other name that
 * leads here (cc, gcc, c++ …) stands for one of them, so that a folder of such names at the front of PATH reaches builds that name their compiler.
 */
#define _GNU_SOURCE
#include "find.h"
#include "headers.h"
#include "options.h"
#include "rust.h"
#include "times.h"
#include "toolchain.h"
#include "version.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct compiler {
  const char *name;     /* looked for on PATH */
  const char *fallback; /* where Debian has it */
  const char *variable; /* environment variable that names another one */
  const char *package;
};

static const struct compiler C = {"clang-22", "/usr/lib/llvm-22/bin/clang", "AUTOJIT_CLANG", "clang-22"};
static const struct compiler CXX = {"clang++-22", "/usr/lib/llvm-22/bin/clang++", "AUTOJIT_CLANGXX", "clang-22"};
static const struct compiler FORTRAN = {"flang-22", "/usr/lib/llvm-22/bin/flang", "AUTOJIT_FLANG", "flang-22"};

static const char *name_of(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static const struct compiler *choose(const char *called_as) {
  const char *base = name_of(called_as);
  if (strstr(base, "flang") || strstr(base, "gfortran") || strcmp(base, "f95") == 0 || strcmp(base, "f77") == 0)
    return &FORTRAN;
  return strstr(base, "++") ? &CXX : &C;
}

/* The config file for this compiler, below the toolchain's folder: clang 19 knows fewer of what such a file can say, and flang 19 fewer still. */
static const char *config_for(const struct compiler *compiler, const char *program) {
  if (version_of(program) != 19)
    return "autojit.cfg";
  return compiler == &FORTRAN ? "autojit-flang-19.cfg" : "autojit-19.cfg";
}

/* Whether there is a plugin for this compiler; one that cannot be asked is left to say so itself. */
static bool is_supported(const char *program) {
  static const unsigned versions[] = {AUTOJIT_LLVM_VERSIONS};
  const unsigned version = version_of(program);
  for (size_t i = 0; i != sizeof versions / sizeof *versions; ++i)
    if (version == versions[i])
      return true;
  return version == 0;
}

/* The compiler to run: the one that the environment names, else ours on PATH, else where Debian has it. Null, with errno, when there is none. */
static const char *find(const struct compiler *compiler, const char *chosen) {
  if (chosen)
    return find_compiler(chosen);
  const char *found = find_compiler(compiler->name);
  if (found)
    return found;
  const int reason = errno;
  found = find_compiler(compiler->fallback);
  errno = reason;
  return found;
}

static int cannot_run(const struct compiler *compiler, const char *program) {
  const char *reason = errno == ELOOP ? "it leads back to AutoJIT's own drop-in" : strerror(errno);
  fprintf(stderr, "autojit: cannot run %s: %s; install %s, or set %s to where it is\n", program, reason, compiler->package, compiler->variable);
  return NOT_FOUND;
}

static void become_regular(const char *program, char **values) {
  values[0] = strdup(program);
  execvp(program, values);
}

/* What the compiler would look for in vain below `folder`, and say so in its own words; null when all is there. */
static const char *missing_part(const char *folder, const char *config) {
  char *path;
  if (!plugin_in(folder))
    return "the plugin (lib/autojit-plugin-…)";
  if (asprintf(&path, "%s/%s", folder, config) < 0)
    return NULL;
  const bool found = access(path, R_OK) == 0;
  free(path);
  return found ? NULL : config;
}

/*
 * Whether this link may have functions that name addresses in materialized code (runtime/names). The C library's own are part of a static program;
 * clang 19 would take ours for an input wherever it does not link; MemorySanitizer must see the call to know that the answer was written.
 */
static bool names_addresses(char **arguments, const char *program) {
  return links(arguments) && !links_statically(arguments) && !omits_c_library(arguments) && !is_disabled() && !sanitizes(arguments, "memory") &&
         version_of(program) != 19;
}

/*
 * Adds --config=<toolchain>/autojit.cfg before the user's arguments, and, for a static program with a C library, its runtime after them: before the
 * configuration's.
 */
static char **with_config(int count, char **values, const char *config_name, const char *program, const char *folder) {
  char **result = calloc((size_t)count + 6, sizeof *result);
  char *config, *names;
  if (!result || asprintf(&config, "--config=%s/%s", folder, config_name) < 0)
    return NULL;
  char **next = result;
  *next++ = strdup(program);
  *next++ = config;
  if (names_addresses(values + 1, program)) {
    if (asprintf(&names, "--config=%s/autojit-names.cfg", folder) < 0)
      return NULL;
    *next++ = names;
  }
  /* Without it clang believes that there may be something to link, and then the configuration's library is an input. */
  if (precompiles_headers(values + 1))
    *next++ = strdup("-c");
  memcpy(next, values + 1, (size_t)count * sizeof *values); /* with the null at the end */
  next += count - 1;
  /* A library does not offer to others what it has for itself. */
  if (names_addresses(values + 1, program) && makes_library(values + 1))
    *next = strdup("-Wl,--exclude-libs,libautojit-names.a");
  if (links_statically(values + 1) && !omits_c_library(values + 1)) {
    if (asprintf(next, "-Wl,%s/lib/libautojit-static.a", folder) < 0)
      return NULL;
    next[1] = strdup("-lm"); /* the C library's mathematics, which generated code may call (runtime/static/routines.S) */
  }
  return result;
}

/*
 * Clang 19's configuration puts the library into every link. A program without a C library gets it only where it has something lazy, behind its
 * inputs. Its sources are compiled as usual, so no configuration is needed.
 */
static char **without_config(int count, char **values, const char *program, const char *folder) {
  char **result = calloc((size_t)count + 2, sizeof *result);
  if (!result)
    return NULL;
  memcpy(result, values, (size_t)count * sizeof *values);
  result[0] = strdup(program);
  return links(values + 1) && asprintf(&result[count], "-Wl,%s/lib/libautojit.a", folder) < 0 ? NULL : result;
}

int main(int count, char **values) {
  if (goes_in_circles()) {
    fprintf(stderr,
            "autojit: the compiler behind %s is a script or a copy of it that calls it again; set AUTOJIT_CLANG, AUTOJIT_CLANGXX, AUTOJIT_FLANG or "
            "AUTOJIT_RUSTC to the real one, or take that off PATH\n",
            name_of(values[0]));
    return NOT_FOUND;
  }
  if (strstr(name_of(values[0]), "rustc"))
    return become_rustc(count, values);
  /* The leak checker names functions that allocated, but nothing in their code tells the plugin that somebody will ask. */
  if (sanitizes(values + 1, "leak"))
    setenv("AUTOJIT_DISABLE", "1", 1);
  /* A runtime would have nothing to stand on. The compiler's own processes do not see what is said of the link. */
  if (omits_c_library(values + 1) && compiles_sources(values + 1))
    setenv("AUTOJIT_DISABLE", "1", 1);
  const struct compiler *compiler = choose(values[0]);
  const char *named = getenv(compiler->variable), *chosen = named && *named ? named : NULL;
  const char *program = find(compiler, chosen);
  if (!program)
    return cannot_run(compiler, chosen ? chosen : compiler->name);
  if (!is_supported(program)) {
    if (is_disabled()) /* as usual, by whichever compiler */
      become_regular(program, values);
    fprintf(stderr, "autojit: %s has LLVM %u, AutoJIT has plugins for LLVM " AUTOJIT_LLVM_NAMES ": let %s name a compiler of one of them\n", program,
            version_of(program), compiler->variable);
    return REFUSED;
  }
  if (links_statically(values + 1) && !omits_c_library(values + 1) && !is_disabled() &&
      version_of(program) == 19) { /* its configuration's library comes first, the static one too late */
    fprintf(stderr, "autojit: a static program needs clang 22, not %s; link dynamically, or build it with AUTOJIT_DISABLE=1\n", program);
    return REFUSED;
  }
  char *folder = toolchain_folder();
  if (!folder) {
    fprintf(stderr, "autojit: cannot find the toolchain's own folder: %s\n", strerror(errno));
    return NOT_FOUND;
  }
  const char *config = config_for(compiler, program), *missing = missing_part(folder, config);
  if (missing) {
    if (is_disabled())
      become_regular(program, values);
    report_missing(missing, folder);
    return NOT_FOUND;
  }
  char **arguments = version_of(program) == 19 && omits_c_library(values + 1) ? without_config(count, values, program, folder)
                                                                              : with_config(count, values, config, program, folder);
  if (!arguments) {
    fprintf(stderr, "autojit: cannot start %s: %s\n", program, strerror(errno));
    return NOT_FOUND;
  }
  if (!is_disabled() && compiler != &FORTRAN)
    have_headers_noted(values + 1);
  become(program, arguments, !is_disabled());
  return cannot_run(compiler, program);
}
