#include "response.h"

#include <stdlib.h>
#include <string.h>

/* A file may name another. */
#define DEEPEST 8

/* Files that are being read, the innermost first: one that names itself is a word there, which the linker will have its say on. */
struct reading {
  const char *path;
  const struct reading *outer;
  int depth;
};

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* As the linkers do: words end at white space, quotes keep it, and what follows a backslash is taken as it is. */
static char *next_word(const char **rest) {
  const char *at = *rest;
  while (is_space(*at))
    ++at;
  if (!*at)
    return NULL;
  const char *start = at;
  char quote = 0, *word = allocate(0);
  size_t length = 0;
  for (; *at && (quote || !is_space(*at)); ++at) {
    word = allocate_more(word, (size_t)(at - start) + 1);
    if (*at == '\\' && at[1])
      word[length++] = *++at;
    else if (quote ? *at == quote : *at == '\'' || *at == '"')
      quote = quote ? 0 : *at;
    else
      word[length++] = *at;
  }
  word[length] = 0;
  *rest = at;
  return word;
}

static bool may_read(const char *path, const struct reading *outer) {
  if (outer && outer->depth == DEEPEST)
    return false;
  for (; outer; outer = outer->outer)
    if (strcmp(outer->path, path) == 0)
      return false;
  return true;
}

static void add(struct words *result, char *word, const struct reading *outer) {
  char *text = *word == '@' && may_read(word + 1, outer) ? read_text(word + 1, NULL) : NULL;
  if (!text) { /* a file that is not there is a word like any other */
    add_word(result, word);
    return;
  }
  const struct reading here = {word + 1, outer, outer ? outer->depth + 1 : 1};
  const char *rest = text;
  for (char *inner; (inner = next_word(&rest));)
    add(result, inner, &here);
  free(text);
}

struct words expand_responses(char **arguments) {
  struct words result = {0};
  for (; *arguments; ++arguments)
    add(&result, *arguments, NULL);
  return result;
}
