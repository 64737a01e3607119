// A library that is closed takes along what was made for it: opened, called and closed again and again, it costs no more memory than once. What is
// thrown in between finds its way, as unwinders forget what is gone, and a string of a library that is closed is never another one's.
// UNSUPPORTED: link-static
// RUN: rm -rf %t.store && %{autojit++} -DLIBRARY -fPIC -shared %s -o %t.so && cp %t.so %t.2.so
// RUN: %{autojit++} %s -o %t.exe -ldl
// RUN: %t.exe %t.so %t.2.so && %t.exe %t.so %t.2.so && env AUTOJIT_IMAGES=off %t.exe %t.so %t.2.so 12
#ifdef LIBRARY
#include <stdexcept>
#include <string>
__attribute__((noinline)) static const char *text(int a) { return a > 2 ? "a constant of more than one function" : "another one"; }
extern "C" int outer(int a) {
  if (a % 3 == 0)
    throw std::runtime_error(text(a));
  return a + (std::string(text(3)) == "a constant of more than one function");
}
#else
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <exception>
/* In kB. */
static long address_space() {
  char line[256];
  long size = -1;
  std::FILE *status = std::fopen("/proc/self/status", "r");
  while (status && std::fgets(line, sizeof line, status))
    std::sscanf(line, "VmSize: %ld", &size);
  if (status)
    std::fclose(status);
  return size;
}
static int call(const char *path, int argument) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  auto *outer = reinterpret_cast<int (*)(int)>(dlsym(library, "outer"));
  int result = 0;
  try {
    result = outer(argument);
  } catch (const std::exception &thrown) {
    result = std::strcmp(thrown.what(), "a constant of more than one function") == 0 ? argument + 1 : -1;
  }
  dlclose(library);
  return dlopen(path, RTLD_NOW | RTLD_NOLOAD) ? -1 : result; // it is really gone
}
int main(int count, char **arguments) {
  const int rounds = count > 3 ? std::atoi(arguments[3]) : 100;
  long start = 0;
  for (int i = 0; i < rounds; ++i) {
    if (call(arguments[1 + i % 2], i + 3) != i + 4)
      return 1;
    if (i == rounds / 4)
      start = address_space();
  }
  long grown = address_space() - start;
  return grown <= 128 ? 0 : 2;
}
#endif
