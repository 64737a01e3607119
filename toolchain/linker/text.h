/*
 * Lists of words, and text put together. What cannot be allocated ends the program: a linker that lacks memory has nothing better to do.
 */
#ifndef AUTOJIT_LINKER_TEXT_H
#define AUTOJIT_LINKER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct words {
  char **at; /* ends with a null */
  size_t count, room;
};

void add_word(struct words *list, char *word);

void *allocate(size_t size); /* zeroed */
void *allocate_more(void *old, size_t size);
char *copy_of(const char *text, size_t length);
char *format(const char *pattern, ...) __attribute__((format(printf, 1, 2)));

bool starts_with(const char *text, const char *start);
bool ends_with(const char *text, const char *end);

/* The last part of a path. */
const char *base_of(const char *path);

/* The file's content and a zero byte; null when it cannot be read. */
char *read_text(const char *path, size_t *size);

#endif
