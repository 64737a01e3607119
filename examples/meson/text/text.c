#include "text.h"

#include <ctype.h>
#include <string.h>

static char rotate(char letter, char first, int by) { return (char)(first + ((letter - first + by) % 26 + 26) % 26); }

void text_rotate(char *text, int by) {
  for (; *text; ++text)
    if (islower((unsigned char)*text))
      *text = rotate(*text, 'a', by);
    else if (isupper((unsigned char)*text))
      *text = rotate(*text, 'A', by);
}

void text_reverse(char *text) {
  for (size_t i = 0, j = strlen(text); i + 1 < j; ++i) {
    --j;
    char kept = text[i];
    text[i] = text[j];
    text[j] = kept;
  }
}

void text_upper(char *text) {
  for (; *text; ++text)
    *text = (char)toupper((unsigned char)*text);
}
