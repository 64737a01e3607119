/*
 * backtrace_symbols_fd (GNU C Library manual, "Backtraces"): for when malloc may not be called.
 */
#include "names.h"

#include <execinfo.h>
#include <string.h>
#include <sys/uio.h>

enum { PARTS = 9, DIGITS = 16 };

struct line {
  struct iovec parts[PARTS];
  int used;
};

static void add(struct line *line, const char *text, size_t length) { line->parts[line->used++] = (struct iovec){(void *)(uintptr_t)text, length}; }

/* In hexadecimal, with its digits at the end of the room. */
static void add_number(struct line *line, char room[DIGITS], uintptr_t number) {
  char *first = room + DIGITS;
  do
    *--first = "0123456789abcdef"[number % 16];
  while (number /= 16);
  add(line, first, (size_t)(room + DIGITS - first));
}

INSTEAD void backtrace_symbols_fd(void *const *addresses, int count, int file) {
  for (int i = 0; i < count; ++i) {
    const struct autojit_name name = __autojit_name(addresses[i]);
    struct line line = {.used = 0};
    char offset[DIGITS], address[DIGITS];
    if (name.file)
      add(&line, name.file, strlen(name.file));
    if (name.file && (name.symbol || name.moved)) {
      add(&line, "(", 1);
      if (name.symbol)
        add(&line, name.symbol, strlen(name.symbol));
      add(&line, name.offset < 0 ? "-0x" : "+0x", 3);
      add_number(&line, offset, (uintptr_t)(name.offset < 0 ? -name.offset : name.offset));
      add(&line, ")", 1);
    }
    add(&line, "[0x", 3);
    add_number(&line, address, (uintptr_t)addresses[i]);
    add(&line, "]\n", 2);
    const ssize_t written = writev(file, line.parts, line.used);
    (void)written; /* nobody could be told */
  }
}
