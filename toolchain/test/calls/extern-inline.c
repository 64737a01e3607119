// `extern inline` in the GNU sense is only there to be inlined; what must be inlined may exist in no library.
// RUN: %{same} && %{same} -O2 && %{same} -O2 -fPIC && %{manifest} | FileCheck %s
// CHECK-DAG: function ask external lazy
// CHECK-NOT: function nowhere
#include <stdio.h>
static const char name[] = "inlined";
extern int counter;
extern _Thread_local int calls;
extern inline __attribute__((gnu_inline, always_inline)) int deeper(int a) { return a + counter; }
extern inline __attribute__((gnu_inline, always_inline)) int nowhere(int a) {
  return printf("%s %d\n", name, ++calls) + deeper(a);
}
int counter = 5;
_Thread_local int calls;
int ask(int a) { return nowhere(a) + nowhere(a); }
__attribute__((constructor)) static void eager(void) { nowhere(1); }
int main(void) { return ask(1); }
