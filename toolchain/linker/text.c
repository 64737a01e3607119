#define _GNU_SOURCE
#include "text.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void *or_end(void *memory) {
  if (memory)
    return memory;
  fputs("autojit: out of memory while linking\n", stderr);
  exit(1);
}

void *allocate(size_t size) { return or_end(calloc(1, size + 1)); }

void *allocate_more(void *old, size_t size) { return or_end(realloc(old, size + 1)); }

char *copy_of(const char *text, size_t length) { return or_end(strndup(text, length)); }

void add_word(struct words *list, char *word) {
  if (list->count + 1 >= list->room) {
    list->room = 2 * list->room + 16;
    list->at = allocate_more(list->at, list->room * sizeof *list->at);
  }
  list->at[list->count++] = word;
  list->at[list->count] = NULL;
}

char *format(const char *pattern, ...) {
  char *result;
  va_list values;
  va_start(values, pattern);
  int length = vasprintf(&result, pattern, values);
  va_end(values);
  return or_end(length < 0 ? NULL : result);
}

bool starts_with(const char *text, const char *start) { return strncmp(text, start, strlen(start)) == 0; }

bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text), wanted = strlen(end);
  return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

const char *base_of(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

char *read_text(const char *path, size_t *size) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return NULL;
  struct stat status;
  size_t room = fstat(file, &status) == 0 && status.st_size > 0 ? (size_t)status.st_size + 1 : 1 << 12, length = 0;
  char *text = allocate_more(NULL, room);
  ssize_t got;
  while ((got = read(file, text + length, room - length)) > 0) {
    length += (size_t)got;
    if (length == room)
      text = allocate_more(text, room *= 2);
  }
  close(file);
  if (got < 0) {
    free(text);
    return NULL;
  }
  text[length] = 0;
  if (size)
    *size = length;
  return text;
}
