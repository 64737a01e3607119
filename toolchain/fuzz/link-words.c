/*
 * The readers of a linker's words: response files, the command line, lists of inputs in make's syntax, and the names that compilers make up. Any text
 * is words; a name that is set aside is put back as it was.
 */
#include "arguments.h"
#include "input-file.h"
#include "leftovers.h"
#include "response.h"
#include "run.h"
#include "temporaries.h"

#include <stdlib.h>
#include <string.h>

static void check_list(const struct words *words) {
  for (size_t i = 0; i != words->count; ++i)
    require(words->at[i] != NULL);
  require(!words->at || words->at[words->count] == NULL);
}

static void check_name(const char *word) {
  struct words names = {0};
  char *marked = set_aside(word, &names), *same = put_back(marked, &names);
  require(strchr(word, '\1') || (same && strcmp(same, word) == 0));
  struct words none = {0};
  put_back(word, &none);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *path = write_input(data, size, NULL, 0);
  begin_leftovers();
  /* A response file may name itself; the fuzzer's has another name each time. */
  char *file = format("@%s", path), *inputs[] = {file, NULL};
  const struct words words = expand_responses(inputs);
  check_list(&words);
  for (size_t i = 0; i != words.count; ++i)
    check_name(words.at[i]);
  const struct link link = understand(words);
  require(link.output != NULL);
  check_list(&link.folders);
  check_list(&link.libraries);
  check_list(&link.reads);
  check_list(&link.writes);
  const struct words dependencies = read_dependencies(path);
  check_list(&dependencies);
  free_leftovers();
  return 0;
}
