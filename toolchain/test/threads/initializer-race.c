// A library's initializer, which runs while the dynamic loader is locked, calls a stub while other threads make their first calls: nobody waits for ever.
// RUN: rm -rf %t.store
// RUN: echo 'int out; __int128 wide = 5; int helper(int a) { return a + (int)(wide * wide / (wide + a)); }' > %t.lib.c
// RUN: echo '__attribute__((constructor)) static void start(void) { for (volatile int i = 0; i < 3000000; ++i) ; out = helper(1); }' >> %t.lib.c
// RUN: %{autojit} -fPIC -shared %t.lib.c -o %t.so && %{autojit} %s %{threads} -o %t.exe
// RUN: timeout 20 %t.exe %t.so && timeout 20 env AUTOJIT_TRACE=%t.trace %t.exe %t.so
#include <dlfcn.h>
#include <pthread.h>
volatile int begun;
static void *opener(void *path) {
  begun = 1;
  return dlopen(path, RTLD_NOW);
}
__attribute__((noinline)) __int128 divide(__int128 a, __int128 b) { return a / b; }
__attribute__((noinline)) float halve(float a) { return a / 2; }
__attribute__((noinline)) unsigned __int128 remainder_of(unsigned __int128 a, unsigned __int128 b) { return a % b; }
/* Eager, so that the threads' calls are the first. */
__attribute__((section(".text.eager"))) int main(int argc, char **argv) {
  pthread_t thread;
  pthread_create(&thread, 0, opener, argv[1]);
  while (!begun)
    ;
  for (volatile int i = 0; i < 200000; ++i)
    ;
  int right = divide(100, 7) == 14 && halve(3) == 1.5f && remainder_of(100, 7) == 2;
  void *library;
  pthread_join(thread, &library);
  return right && library ? 0 : 1;
}
