#include "title.h"

#include <stdio.h>
#include <string.h>

static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%^";

/* Control characters would be commands to the terminal. */
static void show_char(unsigned char c) {
  if (c < ' ' || c == 127)
    printf("\\x%02x", c);
  else
    putchar(c);
}

static void show_word(const char *word) {
  const int quoted = *word == 0 || word[strspn(word, plain)] != 0;
  if (quoted)
    putchar('\'');
  for (; *word; word++)
    if (*word == '\'')
      fputs("'\\''", stdout);
    else
      show_char((unsigned char)*word);
  if (quoted)
    putchar('\'');
}

void show_title(char *const *command) {
  fputs("\033[1m>", stdout);
  for (; *command; command++) {
    putchar(' ');
    show_word(*command);
  }
  fputs("\033[0m\r\n", stdout);
  fflush(stdout);
}
