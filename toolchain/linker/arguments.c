#include "arguments.h"

#include <string.h>

enum role { PLAIN, OUTPUT, FOLDER, LIBRARY, READS, WRITES, DEPENDENCIES, INDEXES };
enum form { ALONE, VALUE, EQUALS }; /* no value; `--name=value` or `--name value`; `--name` or `--name=value` */

struct option {
  const char *name;
  enum form form;
  enum role role;
};

/* With one dash or two. What is not here may do anything: print, read or write files, compile. */
static const struct option LONG[] = {
    {"Bdynamic", ALONE, PLAIN},
    {"Bshareable", ALONE, PLAIN},
    {"Bstatic", ALONE, PLAIN},
    {"Bsymbolic", ALONE, PLAIN},
    {"Bsymbolic-functions", ALONE, PLAIN},
    {"Bsymbolic-non-weak", ALONE, PLAIN},
    {"Bsymbolic-non-weak-functions", ALONE, PLAIN},
    {"Map", VALUE, WRITES},
    {"Tbss", VALUE, PLAIN},
    {"Tdata", VALUE, PLAIN},
    {"Ttext", VALUE, PLAIN},
    {"allow-multiple-definition", ALONE, PLAIN},
    {"allow-shlib-undefined", ALONE, PLAIN},
    {"as-needed", ALONE, PLAIN},
    {"build-id", EQUALS, PLAIN},
    {"color-diagnostics", EQUALS, PLAIN},
    {"compress-debug-sections", VALUE, PLAIN},
    {"defsym", VALUE, PLAIN},
    {"demangle", EQUALS, PLAIN},
    {"dependency-file", VALUE, DEPENDENCIES},
    {"disable-new-dtags", ALONE, PLAIN},
    {"discard-all", ALONE, PLAIN},
    {"discard-locals", ALONE, PLAIN},
    {"discard-none", ALONE, PLAIN},
    {"dynamic-linker", VALUE, PLAIN},
    {"dynamic-list", VALUE, READS},
    {"eh-frame-hdr", ALONE, PLAIN},
    {"emit-relocs", ALONE, PLAIN},
    {"enable-new-dtags", ALONE, PLAIN},
    {"end-group", ALONE, PLAIN},
    {"end-lib", ALONE, PLAIN},
    {"entry", VALUE, PLAIN},
    {"error-limit", VALUE, PLAIN},
    {"exclude-libs", VALUE, PLAIN},
    {"export-dynamic", ALONE, PLAIN},
    {"export-dynamic-symbol", VALUE, PLAIN},
    {"export-dynamic-symbol-list", VALUE, READS},
    {"fatal-warnings", ALONE, PLAIN},
    {"fini", VALUE, PLAIN},
    {"gc-sections", ALONE, PLAIN},
    {"gdb-index", ALONE, INDEXES},
    {"hash-style", VALUE, PLAIN},
    {"icf", EQUALS, PLAIN},
    {"image-base", VALUE, PLAIN},
    {"init", VALUE, PLAIN},
    {"library", VALUE, LIBRARY},
    {"library-path", VALUE, FOLDER},
    {"no-allow-shlib-undefined", ALONE, PLAIN},
    {"no-as-needed", ALONE, PLAIN},
    {"no-color-diagnostics", ALONE, PLAIN},
    {"no-copy-dt-needed-entries", ALONE, PLAIN},
    {"no-demangle", ALONE, PLAIN},
    {"no-dynamic-linker", ALONE, PLAIN},
    {"no-eh-frame-hdr", ALONE, PLAIN},
    {"no-export-dynamic", ALONE, PLAIN},
    {"no-fatal-warnings", ALONE, PLAIN},
    {"no-gc-sections", ALONE, PLAIN},
    {"no-pie", ALONE, PLAIN},
    {"no-print-gc-sections", ALONE, PLAIN},
    {"no-relax", ALONE, PLAIN},
    {"no-rosegment", ALONE, PLAIN},
    {"no-undefined", ALONE, PLAIN},
    {"no-undefined-version", ALONE, PLAIN},
    {"no-warn-mismatch", ALONE, PLAIN},
    {"no-whole-archive", ALONE, PLAIN},
    {"nostdlib", ALONE, PLAIN},
    {"output", VALUE, OUTPUT},
    {"pack-dyn-relocs", VALUE, PLAIN},
    {"package-metadata", EQUALS, PLAIN},
    {"pic-executable", ALONE, PLAIN},
    {"pie", ALONE, PLAIN},
    {"pop-state", ALONE, PLAIN},
    {"push-state", ALONE, PLAIN},
    {"relax", ALONE, PLAIN},
    {"relocatable", ALONE, PLAIN},
    {"require-defined", VALUE, PLAIN},
    {"retain-symbols-file", VALUE, READS},
    {"rosegment", ALONE, PLAIN},
    {"rpath", VALUE, PLAIN},
    {"rpath-link", VALUE, PLAIN},
    {"script", VALUE, READS},
    {"section-start", VALUE, PLAIN},
    {"shared", ALONE, PLAIN},
    {"soname", VALUE, PLAIN},
    {"sort-common", EQUALS, PLAIN},
    {"sort-section", VALUE, PLAIN},
    {"start-group", ALONE, PLAIN},
    {"start-lib", ALONE, PLAIN},
    {"static", ALONE, PLAIN},
    {"strip-all", ALONE, PLAIN},
    {"strip-debug", ALONE, PLAIN},
    {"symbol-ordering-file", VALUE, READS},
    {"sysroot", VALUE, PLAIN},
    {"threads", EQUALS, PLAIN},
    {"undefined", VALUE, PLAIN},
    {"undefined-version", ALONE, PLAIN},
    {"unresolved-symbols", VALUE, PLAIN},
    {"version-script", VALUE, READS},
    {"warn-common", ALONE, PLAIN},
    {"warn-once", ALONE, PLAIN},
    {"whole-archive", ALONE, PLAIN},
    {"wrap", VALUE, PLAIN},
};

/* With one dash; the value in the same word or the next. */
static const struct option SHORT[] = {
    {"L", VALUE, FOLDER}, {"O", VALUE, PLAIN},  {"T", VALUE, READS}, {"e", VALUE, PLAIN}, {"h", VALUE, PLAIN}, {"l", VALUE, LIBRARY},
    {"m", VALUE, PLAIN},  {"o", VALUE, OUTPUT}, {"u", VALUE, PLAIN}, {"y", VALUE, PLAIN}, {"z", VALUE, PLAIN}, {"(", ALONE, PLAIN},
    {")", ALONE, PLAIN},  {"E", ALONE, PLAIN},  {"N", ALONE, PLAIN}, {"S", ALONE, PLAIN}, {"X", ALONE, PLAIN}, {"g", ALONE, PLAIN},
    {"n", ALONE, PLAIN},  {"q", ALONE, PLAIN},  {"r", ALONE, PLAIN}, {"s", ALONE, PLAIN}, {"w", ALONE, PLAIN}, {"x", ALONE, PLAIN},
};

static void note(struct link *link, const struct option *option, const char *word, char *value) {
  switch (option->role) {
  case PLAIN:
    break;
  case OUTPUT:
    link->output = value;
    break;
  case FOLDER:
    if (*value == '=' || starts_with(value, "$SYSROOT"))
      link->unknown = word; /* a folder of another system's */
    else
      add_word(&link->folders, value);
    break;
  case LIBRARY:
    add_word(&link->libraries, value);
    break;
  case READS:
    add_word(&link->reads, value);
    break;
  case WRITES:
    if (strcmp(value, "-") == 0)
      link->unknown = word;
    else
      add_word(&link->writes, value);
    break;
  case DEPENDENCIES:
    link->dependencies = value;
    add_word(&link->writes, value);
    break;
  case INDEXES:
    link->indexes_debug_info = true;
    break;
  }
}

/* Takes `word` for this long option, if it is one; *next is the word after it, taken too if it is the value. */
static bool take_long(struct link *link, const struct option *option, const char *word, char ***next) {
  const char *name = word + 1 + (word[1] == '-');
  const size_t length = strlen(option->name);
  if (strncmp(name, option->name, length) != 0)
    return false;
  char *value = NULL;
  if (name[length] == '=' && option->form != ALONE)
    value = (char *)name + length + 1;
  else if (name[length] != 0)
    return false;
  else if (option->form == VALUE && **next)
    value = *(*next)++;
  note(link, option, word, value ? value : "");
  return true;
}

static bool take_short(struct link *link, const struct option *option, const char *word, char ***next) {
  if (word[1] != option->name[0])
    return false;
  char *value = (char *)word + 2;
  if (option->form == ALONE && *value)
    return false;
  if (option->form == VALUE && !*value && **next)
    value = *(*next)++;
  note(link, option, word, value);
  return true;
}

static bool take(struct link *link, const char *word, char ***next) {
  for (size_t i = 0; i != sizeof LONG / sizeof *LONG; ++i)
    if (take_long(link, &LONG[i], word, next))
      return true;
  if (word[1] == '-')
    return false;
  for (size_t i = 0; i != sizeof SHORT / sizeof *SHORT; ++i)
    if (take_short(link, &SHORT[i], word, next))
      return true;
  return false;
}

struct link understand(struct words words) {
  struct link link = {.words = words, .output = "a.out"};
  for (char **next = words.at; next && *next;) {
    const char *word = *next++;
    if (*word == '@')
      link.unknown = word; /* a response file that could not be read */
    else if (*word == '-' && word[1] && !take(&link, word, &next))
      link.unknown = word;
  }
  return link;
}
