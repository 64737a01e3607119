// GNU C's statements as expressions, local labels, cleanups and frame addresses.
// RUN: %{same} && %{same} -O2 && %{manifest} | FileCheck %s
// CHECK: function cleaned external lazy
#include <stdio.h>
static int total;
static void clean(int *p) { total += *p; }
int cleaned(int x) {
  __attribute__((cleanup(clean))) int a = x;
  for (int i = 0; i < 3; ++i) {
    __attribute__((cleanup(clean))) int b = 10 * i;
    if (i == 2)
      return 1;
  }
  return 0;
}
int nested(int x) {
  return ({
    int z = x * 2;
    z += ({
      int w = z;
      if (w > 10)
        w = 1;
      w;
    });
    z;
  });
}
int labels(int x) {
  __label__ out;
  int r = 0;
  if (x) {
    __label__ in;
    if (x > 1)
      goto in;
    goto out;
  in:
    r = 2;
  }
out:
  return r;
}
__attribute__((noinline)) char *inner(void) { return __builtin_frame_address(0); }
__attribute__((noinline)) int below(void) { return (char *)__builtin_frame_address(0) > inner(); }
int main(void) { printf("%d %d %d %d %d %d\n", cleaned(5), total, nested(3), nested(30), labels(1) + labels(2), below()); }
