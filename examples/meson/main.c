/* rot: rotates the letters of its arguments by 13; -r reverses them, -u makes them large. */
#include "text.h"

#include <stdio.h>
#include <string.h>

static void rotate(char *text) { text_rotate(text, 13); }

int main(int argc, char **argv) {
  void (*change)(char *) = rotate;
  for (int i = 1; i < argc; ++i) {
    if (strcmp(argv[i], "-r") == 0) {
      change = text_reverse;
    } else if (strcmp(argv[i], "-u") == 0) {
      change = text_upper;
    } else {
      change(argv[i]);
      puts(argv[i]);
    }
  }
  return 0;
}
