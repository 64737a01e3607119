// A program may bring its own malloc, which stays with what it calls, and file functions, which are lazy: neither runtime nor engine calls them.
// A sanitizer brings these functions itself, and keeps the runtime from being opened apart from the program.
// REQUIRES: not-sanitized
// The static runtime calls open, which is the program's here.
// UNSUPPORTED: link-static
// RUN: %{same} -w && %{manifest} | FileCheck %s
// RUN: %{same} -w -O2 -fno-builtin && %{manifest} | FileCheck %s
// CHECK-DAG: function malloc {{.*}} eager called-by-loader
// CHECK-DAG: function take {{.*}} eager called-by-loader
// CHECK-DAG: function memcpy {{.*}} eager called-by-loader
// CHECK-DAG: function open {{.*}} lazy
// CHECK-DAG: function main {{.*}} lazy
#include <stddef.h>
#include <stdio.h>
static char pool[32 << 20];
static size_t used;
static void *take(size_t size) {
  size_t *block = (size_t *)(pool + used);
  used += ((size + 15) & ~(size_t)15) + 16;
  if (used > sizeof pool)
    return 0;
  *block = size;
  return block + 2;
}
void *memcpy(void *restrict to, const void *restrict from, size_t size) {
  for (volatile size_t i = 0; i != size; ++i)
    ((char *)to)[i] = ((const char *)from)[i];
  return to;
}
void *malloc(size_t size) { return take(size); }
void free(void *block) {}
void *calloc(size_t count, size_t size) { return take(count * size); /* the pool is never used twice */ }
void *realloc(void *block, size_t size) {
  void *larger = take(size);
  if (block && larger)
    memcpy(larger, block, ((size_t *)block)[-2] < size ? ((size_t *)block)[-2] : size);
  return larger;
}
int open(const char *path) { return path[0]; }
int main(void) {
  char *text = malloc(6);
  memcpy(text, "hello", 6);
  text = realloc(text, 100);
  printf("%s %d\n", text, open(text));
  free(text);
}
