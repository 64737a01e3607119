#include "report.h"
#include "name.h"
#include "system.h"
#include "text.h"

#include <unistd.h>

_Noreturn void die(struct function_ref function, const char *reason, const char *detail) {
  char line[2048], *end = line + sizeof line - 1, *at = append(line, end, "autojit: ");
  if (function.module) {
    at = append(append(at, end, source_of(function.module)), end, ": function ");
    /* The engine's reasons begin with the name, as people read it. */
    char number[NUMBER_ROOM];
    const char *name = *reason == '\'' ? NULL : symbol_of(function.module, function.slot, at, end);
    at = append(append(at, end, name ? name : write_number(number, function.slot)), end, " cannot be materialized: ");
  }
  at = append(append(at, end, reason), end, detail);
  if (at == end)
    --at; /* over the NUL of what was cut off */
  *at++ = '\n';
  /* If nobody can be told, the abort says it. */
  system_write(STDERR_FILENO, line, (size_t)(at - line));
  system_abort();
}
