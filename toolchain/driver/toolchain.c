#define _GNU_SOURCE
#include "toolchain.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *toolchain_folder(void) {
  char self[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  if (length < 0)
    return NULL;
  self[length] = 0;
  for (int levels = 0; levels < 2; ++levels) {
    char *slash = strrchr(self, '/');
    if (!slash)
      return NULL;
    *slash = 0;
  }
  return strdup(self);
}

char *plugin_in(const char *folder) {
  static const char prefix[] = "autojit-plugin-"; /* then the hash of its content; those for one version of LLVM have more */
  char *lib, *result = NULL;
  if (asprintf(&lib, "%s/lib", folder) < 0)
    return NULL;
  DIR *entries = opendir(lib);
  if (entries)
    for (struct dirent *entry; !result && (entry = readdir(entries));)
      if (strncmp(entry->d_name, prefix, sizeof prefix - 1) == 0 && !strpbrk(entry->d_name + sizeof prefix - 1, ".-") &&
          asprintf(&result, "%s/%s", lib, entry->d_name) < 0)
        result = NULL;
  if (entries)
    closedir(entries);
  free(lib);
  return result;
}

void report_missing(const char *part, const char *folder) {
  fprintf(stderr, "autojit: %s is missing in %s; build the toolchain again with \"npm run build\", or set AUTOJIT_DISABLE=1 for a regular build\n",
          part, folder ? folder : "the toolchain");
}

bool is_disabled(void) {
  const char *value = getenv("AUTOJIT_DISABLE");
  return value && *value && strcmp(value, "0") != 0;
}
