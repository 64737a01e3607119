#include "rust-options.h"

#include <string.h>

static bool starts_with(const char *text, const char *start) { return strncmp(text, start, strlen(start)) == 0; }

/* The value of option `name` at *a, in the same word (`--emit=link`, `-Clto`) or the next; null when *a is another option. */
static const char *value_of(char **a, const char *name) {
  size_t length = strlen(name);
  if (strncmp(*a, name, length) != 0)
    return NULL;
  const char *rest = *a + length;
  if (*rest == 0)
    return a[1];
  bool is_long = name[1] == '-';
  return !is_long ? rest : *rest == '=' ? rest + 1 : NULL;
}

static bool lists(const char *values, const char *wanted) {
  size_t length = strlen(wanted);
  for (; *values; values += strcspn(values, ","), values += *values == ',')
    if (strncmp(values, wanted, length) == 0 && (values[length] == 0 || values[length] == ',' || values[length] == '='))
      return true;
  return false;
}

/* `--emit`: kinds, each perhaps with the file to write (`obj=a.o`). Metadata and dependencies need no code. */
static bool emits_code(const char *kinds) {
  return lists(kinds, "link") || lists(kinds, "obj") || lists(kinds, "asm") || lists(kinds, "llvm-bc") || lists(kinds, "llvm-ir");
}

struct rust_options read_rust_options(char **arguments) {
  struct rust_options result = {0};
  bool version = false, verbose = false, prints = false, emits_otherwise = false, emits = false;
  for (char **a = arguments; *a; ++a) {
    const char *value;
    version |= strcmp(*a, "-V") == 0 || strcmp(*a, "--version") == 0 || strcmp(*a, "-vV") == 0 || strcmp(*a, "-Vv") == 0;
    verbose |= strcmp(*a, "-v") == 0 || strcmp(*a, "--verbose") == 0 || strcmp(*a, "-vV") == 0 || strcmp(*a, "-Vv") == 0;
    prints |= starts_with(*a, "--print") || starts_with(*a, "--help") || strcmp(*a, "-h") == 0 || starts_with(*a, "--explain");
    if ((value = value_of(a, "--emit")))
      *(emits_code(value) ? &emits : &emits_otherwise) = true;
    if ((value = value_of(a, "--crate-name")))
      result.for_the_build |= starts_with(value, "build_script_");
    if ((value = value_of(a, "--crate-type")))
      result.for_the_build |= strcmp(value, "proc-macro") == 0;
    if ((value = value_of(a, "--target")))
      result.other_target |= strcmp(value, "x86_64-unknown-linux-gnu") != 0;
    if ((value = value_of(a, "-C")) || (value = value_of(a, "--codegen")))
      result.is_static |= starts_with(value, "target-feature=") && strstr(value, "+crt-static");
  }
  result.asks_version = version && verbose;
  result.generates_code = !version && !prints && (emits || !emits_otherwise);
  return result;
}
