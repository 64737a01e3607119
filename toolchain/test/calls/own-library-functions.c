// A program's own memset, memcpy and strlen are lazy and are not turned into calls of themselves.
// A sanitizer brings these functions itself, and keeps the runtime from being opened apart from the program.
// REQUIRES: not-sanitized
// RUN: %{autojit} -O2 %s -o %t && timeout 20 %t | FileCheck %s && %{manifest} | FileCheck %s --check-prefix=LAZY
// CHECK: 9 xxxxxxxxx
// LAZY-DAG: function memset external lazy
// LAZY-DAG: function memcpy external lazy
// LAZY-DAG: function strlen external lazy
#include <stdio.h>
typedef __SIZE_TYPE__ Size;
__attribute__((noinline)) void *memset(void *to, int value, Size size) {
  char *bytes = to;
  for (Size i = 0; i < size; ++i)
    bytes[i] = (char)value;
  return to;
}
__attribute__((noinline)) void *memcpy(void *restrict to, const void *restrict from, Size size) {
  char *a = to;
  const char *b = from;
  for (Size i = 0; i < size; ++i)
    a[i] = b[i];
  return to;
}
__attribute__((noinline)) Size strlen(const char *text) {
  Size size = 0;
  while (text[size])
    ++size;
  return size;
}
__attribute__((noinline)) Size length(const char *text) { return strlen(text); }
int main(int count, char **values) {
  char a[40], b[40];
  (void)values;
  memset(a, 'x', (Size)count + 8);
  a[count + 8] = 0;
  memcpy(b, a, (Size)count + 9);
  printf("%zu %s\n", length(b), b);
}
