// A stub has the bytes by which the runtime and debuggers know it (autojit/stub.h), whoever wrote it: the plugin's assembly, the code generator, or
// either of them behind a mark for branches.
// RUN: %{autojit} -I %S/../../include %s -o %t && %t 0
// RUN: %{autojit} -I %S/../../include -O2 %s -o %t && %t 0
// RUN: %{autojit} -I %S/../../include -ffunction-sections -fPIC %s -o %t && %t 0
// RUN: %{autojit} -I %S/../../include -fno-pic -no-pie %s -o %t && %t 0
// RUN: %{autojit} -I %S/../../include -fcf-protection=branch %s -o %t && %t 4
#include "autojit/stub.h"

#include <stdlib.h>
#include <string.h>

__attribute__((noinline)) int own(int x) { return x + 1; }
static __attribute__((noinline)) int local(int x) { return x - 1; }

static int differs(int (*function)(int), int at) {
  static const unsigned char expected[] = {AUTOJIT_STUB_BYTES};
  _Static_assert(sizeof expected == AUTOJIT_STUB_SIZE, "");
  unsigned char code[AUTOJIT_STUB_RESOLVER - 2]; // of the last jump linkers make another one
  memcpy(code, (const unsigned char *)function + at, sizeof code);
  memset(code + AUTOJIT_STUB_SLOT, 0, 4);
  memset(code + AUTOJIT_STUB_SLOT_AGAIN, 0, 4);
  return memcmp(code, expected, sizeof code) != 0;
}

int main(int argc, char **argv) {
  int (*volatile functions[])(int) = {own, local};
  return differs(functions[0], atoi(argv[1])) || differs(functions[1], atoi(argv[1])) || functions[0](1) != 2 || functions[1](1) != 0;
}
