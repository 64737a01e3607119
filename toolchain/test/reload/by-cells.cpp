// Optimized code of a program that reloads calls what is exchanged by cells (ff 15), also in other modules, by jumps, through exceptions and from itself; from the same images, a program that does not calls directly (67 e8).
// REQUIRES: reload-command
// RUN: rm -rf %t.store %t.d && mkdir -p %t.d && for i in 1 2 3; do %{autojit++} -O2 -g -DFACTOR=$i -DOTHER -c %s -o %t.o && %{autojit++} -O2 -g -DFACTOR=$i %s %t.o -o %t.d/$i || exit 1; done
//
// What a usual run keeps of a function that calls itself is of no use here.
// RUN: cp %t.d/1 %t.exe && env AUTOJIT_TIERS=off %t.exe | FileCheck --check-prefix=FIRST %s
// FIRST: value 10, other 11, jumped 12, thrown 1, pointer 10 by 67 e8
// RUN: env AUTOJIT_RELOAD=1 %t.exe "cp %t.d/%%d %t.new && mv %t.new %t.exe && %{reload} %t.exe" > %t.out && FileCheck %s < %t.out
// CHECK: value 10, other 11, jumped 12, thrown 1, pointer 10 by ff 15
// CHECK: reloaded {{[0-9]+}} functions in
// CHECK: value 20, other 21, jumped 22, thrown 2, pointer 20 by ff 15
// CHECK: reloaded {{[0-9]+}} functions in
// CHECK: 4 frames: 10
// CHECK: value 30, other 31, jumped 32, thrown 3, pointer 30 by ff 15
// RUN: cp %t.d/1 %t.exe && env AUTOJIT_RELOAD=1 %t.exe "cp %t.d/%%d %t.new && mv %t.new %t.exe && %{reload} %t.exe" > %t.warm && FileCheck %s < %t.warm
// RUN: %t.exe | FileCheck --check-prefix=PLAIN %s
// PLAIN: value 30, other 31, jumped 32, thrown 3, pointer 30 by 67 e8
#include <cstdio>
#include <cstdlib>
#include <cstring>
#define APART extern "C" __attribute__((noinline))
extern "C" int other(int a);
#ifdef OTHER
APART int other(int a) { return a * FACTOR + 1; }
#else
static unsigned char how[2];
static const char *command;
APART int value(int a) {
  memcpy(how, (const char *)__builtin_return_address(0) - 6, sizeof how);
  return a * FACTOR;
}
APART int last(int a) { return a * FACTOR + 2; }
APART int jumps(int a) { [[clang::musttail]] return last(a); }
APART void throws() { throw FACTOR; }
static void exchange(int build) {
  char line[8192];
  fflush(stdout);
  snprintf(line, sizeof line, command, build);
  if (system(line) != 0)
    exit(2);
}
/* The frames below the exchange are the new code's. */
APART int frames(int more) {
  if (more == 2)
    exchange(3);
  return more ? FACTOR + frames(more - 1) : FACTOR;
}
APART int caught() {
  try {
    throws();
  } catch (int thrown) {
    return thrown;
  }
  return 0;
}
static int (*volatile kept)(int) = value;
static void say() {
  int by_pointer = kept == value ? kept(10) : 0, by_name = value(10);
  printf("value %d, other %d, jumped %d, thrown %d, pointer %d by %02x %02x\n", by_name, other(10), jumps(10), caught(), by_pointer, how[0], how[1]);
}
int main(int count, char **words) {
  say();
  if (count < 2)
    return frames(0) == 0;
  command = words[1];
  exchange(2);
  say();
  printf("4 frames: %d\n", frames(3));
  say();
  return 0;
}
#endif
