/*
 * The line tables of a relocatable object, as the engine makes it for debuggers.
 */
#ifndef AUTOJIT_OBJECT_LINES_H
#define AUTOJIT_OBJECT_LINES_H

#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

struct object_lines {
  const uint8_t *object;
  size_t size;
  const uint8_t *lines;   /* .debug_line; no size: the object has none */
  const uint8_t *strings; /* .debug_line_str */
  size_t lines_size, strings_size;
  const void *relocations; /* of .debug_line */
  size_t relocation_count;
};

/* Its section addresses say where the code is. */
struct object_lines find_lines(const void *object, size_t size);
/* Writes the addresses of code into a copy of .debug_line. */
void place_lines(const struct object_lines *lines, uint8_t *copy);
/* Where the table behind the one at `at` begins; `at` itself when there is no table there. */
size_t next_line_table(const struct object_lines *lines, size_t at);

#pragma GCC visibility pop

#endif
