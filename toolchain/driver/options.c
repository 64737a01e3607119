#include "options.h"

#include <stddef.h>
#include <string.h>

static bool is_any(const char *argument, const char *const *options) {
  for (; *options; ++options)
    if (strcmp(argument, *options) == 0)
      return true;
  return false;
}

/* Commands that compile or print and do not link a program. */
static bool links(char **arguments) {
  static const char *const without[] = {"-c", "-S", "-E", "-M", "-MM", "-r", "-shared", "-fsyntax-only", "-###", "--version", "--precompile", NULL};
  bool has_input = false;
  for (char **a = arguments; *a; ++a) {
    if (is_any(*a, without) || strncmp(*a, "-print-", 7) == 0 || strncmp(*a, "--print-", 8) == 0)
      return false;
    has_input |= **a != '-' || strcmp(*a, "-") == 0;
  }
  return has_input;
}

const char *static_link_option(char **arguments) {
  static const char *const options[] = {"-static", "--static", "-static-pie", NULL};
  if (!links(arguments))
    return NULL;
  for (char **a = arguments; *a; ++a)
    if (is_any(*a, options))
      return *a;
  return NULL;
}

const char *output_of(char **arguments) {
  for (char **a = arguments; *a; ++a)
    if (strncmp(*a, "-o", 2) == 0)
      return (*a)[2] ? *a + 2 : a[1] ? a[1] : *a;
  return "a.out";
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
