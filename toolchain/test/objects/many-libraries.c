// Hundreds of libraries within one reach: each has code of its own near it, before and after half of them were closed, and in a child too.
// RUN: rm -rf %t.store %t.d && mkdir -p %t.d && %{autojit} -DLIBRARY -fPIC -shared %s -o %t.0.so
// RUN: for i in $(seq 300); do cp %t.0.so %t.d/$i.so; done
// RUN: %{autojit} %s -o %t.exe && %{manifest} | FileCheck %s
// RUN: %t.exe %t.d && rm -rf %t.d
// CHECK: function outer external lazy
#ifdef LIBRARY
static int calls;
static int inner(int a) { return a + 1; }
int outer(int a) { return inner(a) + calls++; }
int other(int a) { return outer(a) + 100; }
#else
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COUNT = 300 };
static void *libraries[COUNT];

static int call(int i, const char *name) {
  void *found = dlsym(libraries[i], name);
  return ((int (*)(int))found)(i);
}

static void open_library(const char *folder, int i) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%d.so", folder, i + 1);
  libraries[i] = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!libraries[i] || call(i, "outer") != i + 1)
    exit(1);
}

int main(int count, char **words) {
  int status;
  if (count < 2)
    return 5;
  for (int i = 0; i < COUNT; ++i)
    open_library(words[1], i);
  for (int i = 0; i < COUNT; i += 2)
    dlclose(libraries[i]);
  for (int i = 0; i < COUNT; i += 2)
    open_library(words[1], i);
  pid_t child = fork();
  for (int i = 0; i < COUNT; i += 3)
    if (call(i, "other") != i + 102)
      return 2;
  if (child == 0)
    return 42;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 42 ? 0 : 3;
}
#endif
