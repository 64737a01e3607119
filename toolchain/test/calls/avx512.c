// 512-bit arguments and mask registers: the resolver saves them whole. Compiled on every machine.
// RUN: %{autojit} -O2 -mavx512f -mavx512bw -c %s -o %t.o
// RUN: %if avx512 %{ %{same} -O2 -mavx512f -mavx512bw && %{same} -mavx512f -mavx512bw %}
#include <stdio.h>
typedef double v8 __attribute__((vector_size(64)));
typedef _Bool m64 __attribute__((ext_vector_type(64)));
__attribute__((regcall, noinline)) v8 add(v8 a, v8 b, v8 c, v8 d, v8 e, v8 f, v8 g, v8 h, v8 i, v8 j) { return a + b + c + d + e + f + g + h + i + j; }
__attribute__((noinline)) m64 both(m64 a, m64 b) { return a & b; }
int main(void) {
  v8 a = {1, 2, 3, 4, 5, 6, 7, 8}, s = add(a, a, a, a, a, a, a, a, a, a);
  m64 m = {1, 0, 1, 1}, n = both(m, (m64){1, 1, 0, 1});
  printf("%g %g %d %d %d\n", s[0], s[7], n[0], n[2], n[3]);
}
