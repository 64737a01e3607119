#include "options.h"

#include <stddef.h>
#include <string.h>

static bool is_any(const char *argument, const char *const *options) {
  for (; *options; ++options)
    if (strcmp(argument, *options) == 0)
      return true;
  return false;
}

/* Commands that compile or print do not. */
bool links(char **arguments) {
  static const char *const without[] = {"-c", "-S", "-E", "-M", "-MM", "-r", "-fsyntax-only", "-###", "--version", "--precompile", NULL};
  bool has_input = false;
  for (char **a = arguments; *a; ++a) {
    if (is_any(*a, without) || strncmp(*a, "-print-", 7) == 0 || strncmp(*a, "--print-", 8) == 0)
      return false;
    has_input |= **a != '-' || strcmp(*a, "-") == 0;
  }
  return has_input;
}

bool links_statically(char **arguments) {
  static const char *const options[] = {"-static", "--static", "-static-pie", NULL};
  bool is_static = false;
  if (!links(arguments))
    return false;
  for (char **a = arguments; *a; ++a) {
    if (strcmp(*a, "-shared") == 0)
      return false;
    is_static |= is_any(*a, options);
  }
  return is_static;
}

bool makes_library(char **arguments) {
  static const char *const options[] = {"-shared", "--shared", NULL};
  bool shared = false;
  for (char **a = arguments; *a; ++a)
    shared |= is_any(*a, options);
  return shared && links(arguments);
}

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text), wanted = strlen(end);
  return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

static bool ends_with_any(const char *path, const char *const *ends) {
  for (; *ends; ++ends)
    if (ends_with(path, *ends))
      return true;
  return false;
}

bool omits_c_library(char **arguments) {
  static const char *const options[] = {"-nostdlib", "--no-standard-libraries", "-nodefaultlibs", "-nolibc", NULL};
  bool omits = false;
  for (char **a = arguments; *a; ++a) {
    omits |= is_any(*a, options);
    if (strcmp(*a, "-lc") == 0 || strcmp(*a, "-l:libc.so.6") == 0 || ends_with(*a, "/libc.so") || ends_with(*a, "/libc.so.6") ||
        ends_with(*a, "/libc.a"))
      return false;
  }
  return omits;
}

static bool is_header(const char *path) {
  static const char *const ends[] = {".h", ".hh", ".hpp", ".hxx", ".H", NULL};
  return ends_with_any(path, ends);
}

bool is_source(const char *path) {
  static const char *const ends[] = {".c",   ".cc",  ".cpp", ".cxx", ".c++", ".C",   ".m",   ".mm",  ".f",   ".F",  ".for",
                                     ".ftn", ".f90", ".F90", ".f95", ".F95", ".f03", ".F03", ".f08", ".F08", ".rs", NULL};
  return *path != '-' && ends_with_any(path, ends);
}

bool precompiles_headers(char **arguments) {
  bool only_headers = links(arguments);
  for (char **a = arguments; *a; ++a) {
    if (strncmp(*a, "-x", 2) == 0 && ((*a)[2] || a[1]))
      return links(arguments) && ends_with((*a)[2] ? *a : a[1], "-header");
    if (strcmp(*a, "-o") == 0 && a[1])
      ++a;
    else if (**a != '-' && !is_header(*a))
      only_headers = false;
  }
  return only_headers;
}

bool sanitizes(char **arguments, const char *check) {
  static const char option[] = "-fsanitize=";
  size_t length = strlen(check);
  for (char **a = arguments; *a; ++a)
    if (strncmp(*a, option, sizeof option - 1) == 0)
      for (const char *name = *a + sizeof option - 1; *name; name += strcspn(name, ","), name += *name == ',')
        if (strcspn(name, ",") == length && strncmp(name, check, length) == 0)
          return true;
  return false;
}

bool compiles_sources(char **arguments) {
  static const char *const without[] = {"-E", "-M", "-MM", "-fsyntax-only", "-###", NULL};
  bool has_source = false;
  for (char **a = arguments; *a; ++a)
    if (is_any(*a, without))
      return false;
    else
      has_source |= is_source(*a);
  return has_source;
}
