// dladdr names materialized code of a program and of its libraries, opened or linked, for each other, for libraries that a regular compiler made, and in
// a handler of signals while functions are made; a library exports nothing for that.
// RUN: rm -rf %t.store %t.d && mkdir -p %t.d && cp %s %t.d/dladdr.c && cd %t.d
// RUN: %{autojit} -shared -fPIC -DPART dladdr.c -o libpart.so && %{autojit} -shared -fPIC -DOPENED dladdr.c -o libopened.so
// RUN: %{regular} -shared -fPIC -DREGULAR dladdr.c -o libregular.so
// RUN: %{autojit} %{threads} -rdynamic -DPROGRAM dladdr.c -L. -lpart -lregular -Wl,-rpath,$PWD -o program && ./program | FileCheck %s && ./program | FileCheck %s
// RUN: %{regular} %{threads} -rdynamic -DPROGRAM dladdr.c -L. -lpart -lregular -Wl,-rpath,$PWD -o program && ./program | FileCheck --check-prefix=LIBRARY %s
// RUN: llvm-nm -D --defined-only libpart.so | FileCheck --check-prefix=EXPORTS %s
// RUN: %{autojit} -DNEITHER dladdr.c -o neither && llvm-nm neither | FileCheck --check-prefix=NEITHER %s
// CHECK: part: call_part libpart.so
// CHECK-NEXT: part: main program
// CHECK-NEXT: regular: main program
// CHECK-NEXT: regular: call_part libpart.so
// CHECK-NEXT: opened: call_opened libopened.so
// CHECK-NEXT: signals: 0 wrong
// In a program that a regular compiler made, a library knows its own code, and others do not.
// LIBRARY: part: call_part libpart.so
// LIBRARY-NEXT: part: main program
// LIBRARY-NEXT: regular: main program
// LIBRARY-NEXT: regular: none
// LIBRARY-NEXT: opened: call_opened libopened.so
// LIBRARY-NEXT: signals: 0 wrong
// EXPORTS-NOT: {{dladdr|autojit_[a-ln-z]}}
// NEITHER-NOT: dladdr
// REQUIRES: llvm-22, not-sanitized
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#ifndef PROGRAM
static void say(const char *who, void *address) {
  Dl_info info;
  int found = dladdr(address, &info);
  printf("%s: %s %s\n", who, found && info.dli_sname ? info.dli_sname : "none", found ? strrchr(info.dli_fname, '/') + 1 : "");
}
#endif

#ifdef PART
__attribute__((noinline)) void say_part(void *address) {
  say("part", address);
  fflush(stdout);
}
__attribute__((noinline)) static void *here(void) { return __builtin_return_address(0); }
void *call_part(int talk) {
  void *result = here();
  if (talk)
    say("part", result);
  return result;
}
#elif defined OPENED
__attribute__((noinline)) static void say_caller(void) { say("opened", __builtin_return_address(0)); }
void call_opened(void) {
  say_caller();
  fflush(stdout);
}
#elif defined REGULAR
void say_regular(void *address) { say("regular", address); }
#elif defined PROGRAM
void say_part(void *), say_regular(void *), *call_part(int);
__attribute__((noinline)) static void *here(void) { return __builtin_return_address(0); }
static void *place;
static atomic_int wrong, handled, made;
static void handle(int number) {
  (void)number;
  Dl_info info;
  if (!dladdr(place, &info) || !info.dli_sname || strcmp(info.dli_sname, "main"))
    ++wrong;
  ++handled;
}
#define F(n) \
  __attribute__((noinline)) static int f##n(int a) { return a * n + handled; }
#define EACH(x) x(1) x(2) x(3) x(4) x(5) x(6) x(7) x(8) x(9) x(10) x(11) x(12) x(13) x(14) x(15) x(16) x(17) x(18) x(19) x(20)
EACH(F)
#define CALL(n) sum += f##n(sum);
static void *make(void *argument) {
  (void)argument;
  volatile int sum = 0;
  EACH(CALL)
  made = 1;
  while (!handled)
    ;
  return NULL;
}
int main(void) {
  call_part(1);
  place = here();
  say_part(place);
  say_regular(place);
  say_regular(call_part(0));
  fflush(stdout);
  void *opened = dlopen("libopened.so", RTLD_NOW);
  void (*call)(void) = (void (*)(void))(opened ? dlsym(opened, "call_opened") : NULL);
  if (!call)
    return 1;
  call();
  signal(SIGUSR1, handle);
  pthread_t thread;
  pthread_create(&thread, NULL, make, NULL);
  while (!made || !handled) {
    pthread_kill(thread, SIGUSR1);
    raise(SIGUSR1);
  }
  pthread_join(thread, NULL);
  printf("signals: %d wrong\n", (int)wrong);
  return 0;
}
#else
int main(void) { return 0; }
#endif
