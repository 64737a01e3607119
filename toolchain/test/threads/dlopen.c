// Threads open libraries of lazy code, call them and close them, each its own and all at once.
// RUN: rm -rf %t.store && %{autojit} -DLIBRARY -fPIC -shared %s -o %t.0.so && for i in 1 2 3; do cp %t.0.so %t.$i.so; done
// RUN: %{autojit} %s %{threads} -o %t.exe && %{manifest} | FileCheck %s
// RUN: %t.exe %t.0.so %t.1.so %t.2.so %t.3.so; test $? -eq 78
// CHECK: function outer external lazy
#ifdef LIBRARY
static int inner(int a) { return a + 1; }
int outer(int a) { return inner(a) + 2; }
#else
#include <dlfcn.h>
#include <pthread.h>
static int twice(int a) { return 2 * a; }
static void *run(void *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  int (*outer)(int) = (int (*)(int))dlsym(library, "outer");
  long result = twice(outer(5)) + outer(0);
  dlclose(library);
  return (void *)result;
}
int main(int count, char **paths) {
  pthread_t threads[4];
  long sum = 0;
  for (int i = 0; i + 1 < count; ++i)
    pthread_create(&threads[i], 0, run, paths[i + 1]);
  for (int i = 0; i + 1 < count; ++i) {
    void *result;
    pthread_join(threads[i], &result);
    sum += (long)result;
  }
  return (int)sum + 2;
}
#endif
