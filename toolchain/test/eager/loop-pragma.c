// A loop that the source wants transformed: the optimizer warns where it cannot (-Wpass-failed, on by default). That function is compiled as usual,
// with those that it may be inlined into or that it may inline; the others of the file are lazy.
// RUN: %{says-same} -O2 | FileCheck --check-prefixes=VECTOR,UNROLL,MADE %s && %{manifest} | FileCheck %s
// RUN: %{says-same} -O1 -Werror | FileCheck --check-prefixes=REFUSED %s
// RUN: %{says-same} -O3 -Werror=pass-failed | FileCheck --check-prefixes=REFUSED %s
// RUN: %{says-same} -O0 -Werror | FileCheck --check-prefix=MADE %s && %{manifest} | FileCheck --check-prefix=LAZY %s
// RUN: %{says-same} -O2 -Werror -Wno-pass-failed && %{manifest} | FileCheck --check-prefix=LAZY %s
// VECTOR-DAG: loop not vectorized
// UNROLL-DAG: loop not unrolled
// MADE: exit 0
// REFUSED: exit 1
// CHECK-DAG: function search external eager loop-pragma
// CHECK-DAG: function get internal eager loop-pragma
// CHECK-DAG: function scale internal eager loop-pragma
// CHECK-DAG: function scaled external eager loop-pragma
// CHECK-DAG: function four external eager loop-pragma
// CHECK-DAG: function left_alone external lazy
// CHECK-DAG: function other external lazy
// LAZY-DAG: function search external lazy
// LAZY-DAG: function four external lazy
static int get(void) { return 4; }
int search(int *a, int n) {
#pragma clang loop vectorize(enable)
  for (int i = 0; i < n; ++i) {
    a[i] = a[a[i]] + get();
    if (a[i] == 7)
      return i;
  }
  return 0;
}
static inline void scale(int *a, int n) {
#pragma clang loop unroll(full)
  for (int i = 0; i < n; ++i)
    a[i] *= 3;
}
void scaled(int *a, int n) { scale(a, n); }
void four(int *a) { scale(a, 4); }
void left_alone(int *a, int n) {
#pragma clang loop vectorize(disable) unroll(disable)
  for (int i = 0; i < n; ++i)
    a[i] += 3;
}
int other(int a) { return a + 1; }
