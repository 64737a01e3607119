/*
 * Text without the C library: a program may bring a strlen or an snprintf of its own, which may be the very function that is being made.
 */
#ifndef AUTOJIT_TEXT_H
#define AUTOJIT_TEXT_H

/* Copies `text` and its NUL to `at`, and returns where the NUL is; `end`, with what fits before it, when it does not fit. So calls can be chained. */
static inline char *append(char *at, char *end, const char *text) {
  if (at == end)
    return end;
  while ((*at = *text++))
    if (++at == end) {
      at[-1] = 0;
      return end;
    }
  return at;
}

enum { NUMBER_ROOM = 11 };

/* The number's text, which ends where `room` does. */
static inline char *write_number(char room[NUMBER_ROOM], unsigned number) {
  char *first = room + NUMBER_ROOM - 1;
  *first = 0;
  do
    *--first = (char)('0' + number % 10);
  while (number /= 10);
  return first;
}

#endif
