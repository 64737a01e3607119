// The address of a function of another library is the one that everybody sees.
// RUN: %{same} && %{same} -O2 && %{same} -fno-plt
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
int main(void) {
  int v[] = {3, 1, 2};
  qsort(v, 3, sizeof *v, compare);
  fprintf(stdout, "%d%d%d %d\n", v[0], v[1], v[2], (void *)strlen == dlsym(RTLD_DEFAULT, "strlen"));
}
