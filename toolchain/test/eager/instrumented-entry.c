// The calls that -finstrument-functions puts in name their function, at -O0 by address and so by its stub. Function entry is not changed by a pass.
// RUN: %{same} -finstrument-functions && %{manifest} | FileCheck %s
// CHECK-DAG: function main external lazy
// CHECK-DAG: function __cyg_profile_func_enter external lazy
#include <stdio.h>
static int calls;
__attribute__((no_instrument_function)) void __cyg_profile_func_enter(void *f, void *from) { ++calls; }
__attribute__((no_instrument_function)) void __cyg_profile_func_exit(void *f, void *from) {}
void f(void) {}
int main(void) {
  f();
  return calls;
}
