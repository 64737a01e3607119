#define _GNU_SOURCE
#include "runtime.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

_Noreturn void fail(struct function_ref function, const char *reason) {
  char line[2048];
  int length;
  if (function.module) {
    trace_failed(function, reason);
    length = snprintf(line, sizeof line, "autojit: %s: function %u cannot be materialized: %s\n", source_of(function.module), function.slot, reason);
  } else {
    length = snprintf(line, sizeof line, "autojit: %s\n", reason);
  }
  if (length > 0 && write(STDERR_FILENO, line, (size_t)(length < (int)sizeof line ? length : (int)sizeof line - 1)) < 0) {
    /* nobody can be told; the abort says it */
  }
  abort();
}
