// A switch becomes a table of addresses in the image.
// RUN: %{same} && %{same} -O2 && %{same} -Os
#include <stdio.h>
const char *name(int i) {
  switch (i) {
  case 0:
    return "zero";
  case 1:
    return "one";
  case 2:
    puts("!");
    return "two";
  case 3:
    return "three";
  case 4:
    puts("?");
    return "four";
  case 5:
    return "five";
  case 6:
    puts(".");
    return "six";
  default:
    return "many";
  }
}
int main(void) {
  for (int i = 0; i < 9; ++i)
    puts(name(i));
}
