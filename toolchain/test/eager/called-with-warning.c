// The code generator warns of calls of functions with attribute `warning`, of those that the optimizer left: their file is compiled as usual.
// RUN: %{says-same} -O1 | FileCheck --check-prefixes=SAID,MADE %s && %{manifest} | FileCheck --check-prefix=EAGER %s
// RUN: %{says-same} -O0 -Werror | FileCheck --check-prefixes=SAID,REFUSED %s
// RUN: %{says-same} -O2 -Werror -DREMOVED | FileCheck --check-prefix=MADE --implicit-check-not=old %s
// RUN: %{says-same} -O2 -Werror -DDEFINED | FileCheck --check-prefixes=SAID,REFUSED %s
// RUN: %{says-same} -O2 -Werror -Wno-attribute-warning | FileCheck --check-prefix=MADE %s && %{manifest} | FileCheck --check-prefix=LAZY %s
// A declaration that nobody calls costs nothing.
// RUN: %{says-same} -O2 -DUNUSED && %{manifest} | FileCheck --check-prefix=LAZY %s
// SAID: call to 'old' declared with 'warning' attribute: of no use any more
// REFUSED: exit 1
// MADE: exit 0
// EAGER: function caller external eager diagnosed
// LAZY: function caller external lazy
__attribute__((warning("of no use any more"))) int old(int);
#ifdef DEFINED
__attribute__((noinline)) int old(int a) {
  *(volatile int *)&a = a;
  return a;
}
#endif
static inline int pick(int a) {
#ifndef UNUSED
  if (a > 3)
    return old(a);
#endif
  return a;
}
#ifdef REMOVED
int caller(void) { return pick(2); }
#else
int caller(void) { return pick(5); }
#endif
