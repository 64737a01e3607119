// A C program that carries no unwinder opens a C++ library that throws through the program's frames, which were there before it.
// RUN: rm -rf %t.store
// RUN: echo 'extern "C" int guarded(int (*f)(int), int a) { try { return f(a); } catch (int caught) { return -caught; } }' > %t.lib.cpp
// RUN: echo 'extern "C" int thrower(int a) { if (a > 2) throw a; return a; }' >> %t.lib.cpp
// RUN: %{regular++} -fPIC -shared %t.lib.cpp -o %t.so && %{autojit} %s -o %t.exe && %t.exe %t.so | FileCheck %s
// RUN: %{autojit} -O2 %s -o %t.exe && %t.exe %t.so | FileCheck %s
// CHECK: 8
// CHECK-NEXT: 2 -5
#include <dlfcn.h>
#include <stdio.h>
int (*thrower)(int);
static int early(int a) { return a; }
__attribute__((noinline)) static int callback(int a) { return thrower(a) + 1; }
int (*volatile taken)(int) = callback;
int main(int argc, char **argv) {
  thrower = early;
  printf("%d\n", taken(7));
  void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  int (*guarded)(int (*)(int), int) = (int (*)(int (*)(int), int))dlsym(library, "guarded");
  thrower = (int (*)(int))dlsym(library, "thrower");
  printf("%d %d\n", guarded(taken, 1), guarded(taken, 5));
}
