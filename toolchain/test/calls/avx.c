// 256-bit arguments: the resolver saves all of the vector state, not just its lower half.
// REQUIRES: avx2
// RUN: %{same} -mavx2
#include <stdio.h>
typedef double v4 __attribute__((vector_size(32)));
v4 add(v4 a, v4 b, v4 c, v4 d, v4 e, v4 f, v4 g, v4 h) { return a + b + c + d + e + f + g + h; }
int main(void) {
  v4 a = {1, 2, 3, 4}, b = {10, 20, 30, 40};
  v4 s = add(a, b, a, b, a, b, a, b);
  printf("%g %g %g %g\n", s[0], s[1], s[2], s[3]);
}
