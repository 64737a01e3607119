/*
 * The runtime's own memory and string routines: the program may bring a memcpy or a strlen of its own, which may be the very function that is being
 * made, and which the C library's getenv would call too. Compiled so that no loop here becomes a call of itself; the names are made local when the
 * archive is built.
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <unistd.h>

#pragma GCC visibility push(hidden)

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *at, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
int bcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *text);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t size);
char *strchr(const char *text, int wanted);
char *strrchr(const char *text, int wanted);
char *strcpy(char *restrict to, const char *restrict from);
char *getenv(const char *name);
char *secure_getenv(const char *name);

#pragma GCC visibility pop

void *memcpy(void *restrict to, const void *restrict from, size_t size) {
  void *at = to;
  __asm__ volatile("rep movsb" : "+D"(at), "+S"(from), "+c"(size) : : "memory");
  return to;
}

void *memset(void *to, int byte, size_t size) {
  void *at = to;
  __asm__ volatile("rep stosb" : "+D"(at), "+c"(size) : "a"(byte) : "memory");
  return to;
}

int memcmp(const void *a, const void *b, size_t size) {
  const uint8_t *x = a, *y = b;
  for (; size; --size, ++x, ++y)
    if (*x != *y)
      return *x - *y;
  return 0;
}

int bcmp(const void *a, const void *b, size_t size) { return memcmp(a, b, size); }

size_t strlen(const char *text) {
  const char *end = text;
  while (*end)
    ++end;
  return (size_t)(end - text);
}

int strncmp(const char *a, const char *b, size_t size) {
  for (; size && *a && *a == *b; --size)
    ++a, ++b;
  return size ? (uint8_t)*a - (uint8_t)*b : 0;
}

int strcmp(const char *a, const char *b) { return strncmp(a, b, SIZE_MAX); }

char *strchr(const char *text, int wanted) {
  for (;; ++text) {
    if (*text == (char)wanted)
      return (char *)(uintptr_t)text;
    if (!*text)
      return NULL;
  }
}

char *strrchr(const char *text, int wanted) {
  const char *found = NULL;
  for (;; ++text) {
    if (*text == (char)wanted)
      found = text;
    if (!*text)
      return (char *)(uintptr_t)found;
  }
}

char *strcpy(char *restrict to, const char *restrict from) {
  for (char *at = to; (*at++ = *from++);) {
  }
  return to;
}

char *getenv(const char *name) {
  size_t length = strlen(name);
  for (char **variable = environ; variable && *variable; ++variable)
    if (strncmp(*variable, name, length) == 0 && (*variable)[length] == '=')
      return *variable + length + 1;
  return NULL;
}

char *secure_getenv(const char *name) { return getauxval(AT_SECURE) ? NULL : getenv(name); }
