/*
 * backtrace_symbols (GNU C Library manual, "Backtraces"): the same lines in one block of memory, array and texts.
 */
#include "names.h"

#include <execinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Two numbers of 64 bits, `(`, a sign, `)`, a space, brackets and the end. */
enum { LONGEST_NUMBERS = 2 * 18 + 8 };

static size_t room_for(const struct autojit_name *name) {
  return (name->file ? strlen(name->file) : 0) + (name->symbol ? strlen(name->symbol) : 0) + LONGEST_NUMBERS;
}

static int write_line(char *at, size_t room, const struct autojit_name *name, const void *address) {
  if (!name->file || !*name->file)
    return snprintf(at, room, "[%p]", address);
  if (!name->symbol && !name->moved)
    return snprintf(at, room, "%s() [%p]", name->file, address);
  const bool before = name->offset < 0;
  return snprintf(at, room, "%s(%s%c%#tx) [%p]", name->file, name->symbol ? name->symbol : "", before ? '-' : '+',
                  before ? -name->offset : name->offset, address);
}

INSTEAD char **backtrace_symbols(void *const *addresses, int count) {
  struct autojit_name *names = malloc((size_t)count * sizeof *names);
  size_t size = (size_t)count * sizeof(char *);
  if (!names)
    return NULL;
  for (int i = 0; i < count; ++i) {
    names[i] = __autojit_name(addresses[i]);
    size += room_for(&names[i]);
  }
  char **result = malloc(size);
  char *at = (char *)(result + count), *end = (char *)result + size;
  for (int i = 0; result && i < count; ++i) {
    result[i] = at;
    at += write_line(at, (size_t)(end - at), &names[i], addresses[i]) + 1;
  }
  free(names);
  return result;
}
