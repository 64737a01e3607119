#include "temporaries.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Before the number of a name; no path has it. */
#define MARK '\1'

static bool all(const char *text, size_t length, int (*is)(int)) {
  for (size_t i = 0; i != length; ++i)
    if (!is((unsigned char)text[i]))
      return false;
  return true;
}

static bool is_temporary_folder(const char *text, size_t length) {
  const char *chosen = getenv("TMPDIR");
  const char *folder = chosen && *chosen ? chosen : "/tmp";
  size_t wanted = strlen(folder);
  while (wanted > 1 && folder[wanted - 1] == '/')
    --wanted;
  return length == wanted && strncmp(text, folder, length) == 0;
}

/* Where in the part of a path at `part` (`folder` is what stands before it) a made-up name is, and its length; 0: nowhere. */
static size_t made_up(const char *path, const char *part, size_t length, size_t *start) {
  static const char rust[] = "rustc", unit[] = ".rcgu.o";
  enum { RUST = sizeof rust - 1, UNIT = sizeof unit - 1 };
  /* rustcAbC123/symbols.o */
  *start = RUST;
  if (length == RUST + 6 && part[length] == '/' && strncmp(part, rust, RUST) == 0 && all(part + RUST, 6, isalnum))
    return 6;
  /* hello-150b25dcdeea8507.4ll7qpnhi9ia8q57dylbfhuud.0qxr2k7.rcgu.o */
  *start = length - UNIT - 7;
  if (length > UNIT + 8 && !part[length] && strcmp(part + length - UNIT, unit) == 0 && part[*start - 1] == '.' && all(part + *start, 7, isalnum))
    return 7;
  /* /tmp/main-0a1b2c.o */
  *start = length - 2 - 6;
  if (length > 9 && !part[length] && strcmp(part + length - 2, ".o") == 0 && part[*start - 1] == '-' && all(part + *start, 6, isxdigit) &&
      part > path && is_temporary_folder(path, (size_t)(part - path) - 1))
    return 6;
  return 0;
}

static size_t number_of(const char *name, size_t length, struct words *names) {
  for (size_t i = 0; i != names->count; ++i)
    if (strlen(names->at[i]) == length && strncmp(names->at[i], name, length) == 0)
      return i;
  add_word(names, copy_of(name, length));
  return names->count - 1;
}

char *set_aside(const char *text, struct words *names) {
  char *result = copy_of("", 0);
  const char *path = strchr(text, '/') ? strchr(text, '/') : text; /* behind `-L`, `--version-script=` */
  const char *copied = text;
  for (const char *part = path; *part; part += strcspn(part, "/")) {
    part += *part == '/';
    size_t length = strcspn(part, "/"), start, size = length ? made_up(path, part, length, &start) : 0;
    if (size == 0)
      continue;
    char *longer = format("%s%.*s%c%zu%c", result, (int)(part + start - copied), copied, MARK, number_of(part + start, size, names), MARK);
    free(result);
    result = longer;
    copied = part + start + size;
  }
  char *whole = format("%s%s", result, copied);
  free(result);
  return whole;
}

char *put_back(const char *text, const struct words *names) {
  char *result = copy_of("", 0);
  for (const char *mark; (mark = strchr(text, MARK));) {
    char *end;
    size_t number = strtoul(mark + 1, &end, 10);
    if (*end != MARK || number >= names->count) {
      free(result);
      return NULL;
    }
    char *longer = format("%s%.*s%s", result, (int)(mark - text), text, names->at[number]);
    free(result);
    result = longer;
    text = end + 1;
  }
  char *whole = format("%s%s", result, text);
  free(result);
  return whole;
}
