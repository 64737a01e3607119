#include "report.h"
#include "system.h"

#include <stdio.h>
#include <unistd.h>

_Noreturn void die(struct function_ref function, const char *reason, const char *detail) {
  char line[2048];
  int length = function.module ? snprintf(line, sizeof line, "autojit: %s: function %u cannot be materialized: %s%s\n", source_of(function.module),
                                          function.slot, reason, detail)
                               : snprintf(line, sizeof line, "autojit: %s%s\n", reason, detail);
  /* If nobody can be told, the abort says it. */
  system_write(STDERR_FILENO, line, (size_t)(length < (int)sizeof line ? length : (int)sizeof line - 1));
  system_abort();
}
