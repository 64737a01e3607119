#ifndef AUTOJIT_RECORDER_READING_H
#define AUTOJIT_RECORDER_READING_H

#include <stdint.h>

/* Whether the program waits for somebody to type: looked for when it is silent, ever more rarely, until it was seen once. */
struct reading {
  int terminal;     /* our end of the program's */
  const char *told; /* the file that is made when it reads */
  int seen;
  int64_t due, pause; /* in milliseconds */
};

void reading_start(struct reading *reading, int terminal, const char *told, int64_t now);
/* The program wrote: what it asks for, it reads next. */
void reading_soon(struct reading *reading, int64_t now);
/* Looks if it is time. */
void reading_look(struct reading *reading, int64_t now);
/* How long until then; -1 for ever. */
int64_t reading_wait(const struct reading *reading, int64_t now);

#endif
