#define _GNU_SOURCE
#include "find.h"

#include "response.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A program of that name, if it is not this one under another. */
static char *in_folder(const char *folder, size_t length, const char *name) {
  struct stat self, other;
  char *path = format("%.*s%s%s", (int)length, folder, length && folder[length - 1] == '/' ? "" : "/", name);
  if (length && stat(path, &other) == 0 && S_ISREG(other.st_mode) && access(path, X_OK) == 0 && stat("/proc/self/exe", &self) == 0 &&
      (other.st_ino != self.st_ino || other.st_dev != self.st_dev))
    return path;
  free(path);
  return NULL;
}

static char *in_list(const char *folders, const char *name) {
  char *found = NULL;
  for (; !found && folders && *folders; folders += strcspn(folders, ":"), folders += *folders == ':')
    found = in_folder(folders, strcspn(folders, ":"), name);
  return found;
}

/* -B of the compiler that called: there it looks first. Our own folder is such a one. */
static char *in_prefixes(struct words compiler, const char *name) {
  for (size_t i = 1; i < compiler.count; ++i) {
    const char *word = compiler.at[i], *folder = NULL;
    if (strcmp(word, "-B") == 0 || strcmp(word, "--prefix") == 0)
      folder = i + 1 < compiler.count ? compiler.at[++i] : NULL;
    else if (starts_with(word, "-B"))
      folder = word + 2;
    else if (starts_with(word, "--prefix="))
      folder = word + sizeof "--prefix=" - 1;
    char *found = folder ? in_folder(folder, strlen(folder), name) : NULL;
    if (found)
      return found;
  }
  return NULL;
}

static struct words words_of_parent(void) {
  struct words result = {0};
  size_t size = 0;
  char *path = format("/proc/%d/cmdline", getppid()), *text = read_text(path, &size);
  for (char *word = text; word && word < text + size; word += strlen(word) + 1)
    add_word(&result, word);
  return result.count ? expand_responses(result.at) : result;
}

static char *beside_parent(const char *name) {
  char program[PATH_MAX], *path = format("/proc/%d/exe", getppid());
  ssize_t length = readlink(path, program, sizeof program - 1);
  free(path);
  if (length <= 0)
    return NULL;
  program[length] = 0;
  return in_folder(program, (size_t)(base_of(program) - program), name);
}

char *find_linker(const char *name) {
  char *found = in_prefixes(words_of_parent(), name);
  if (!found)
    found = in_list(getenv("COMPILER_PATH"), name); /* gcc's way to hand on its -B */
  if (!found)
    found = beside_parent(name);
  return found ? found : in_list(getenv("PATH"), name);
}
