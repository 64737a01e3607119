// A program may bring string and printing functions of its own: the runtime calls none of them.
// A sanitizer brings these functions itself, and keeps the runtime from being opened apart from the program.
// REQUIRES: not-sanitized
// RUN: %{same} -w -fno-builtin && %{same} -w -O2 -fno-builtin && %{manifest} | FileCheck %s
// CHECK: function strlen external lazy
// CHECK: function snprintf external lazy
#include <stddef.h>
#include <unistd.h>
size_t strlen(const char *text) {
  size_t length = 0;
  while (text[length])
    ++length;
  return length;
}
int snprintf(char *to, size_t size, const char *format, ...) { return (int)strlen(format); }
char *strcat(char *to, const char *from) { return to; }
char *strrchr(const char *text, int c) { return (char *)text; }
int main(void) {
  char text[] = "own\n";
  write(1, strrchr(strcat(text, ""), 0), (size_t)snprintf(text, 0, text));
}
