// Structures by value and returned, in registers and in memory.
// RUN: %{same} && %{same} -O2
#include <stdio.h>
struct small {
  int a;
  double b;
};
struct big {
  long v[9];
};
struct small swap(struct small s) { return (struct small){(int)s.b, s.a}; }
struct big shift(int first, struct big b, double last) {
  for (int i = 0; i < 8; ++i)
    b.v[i] = b.v[i + 1] + first;
  b.v[8] = (long)last;
  return b;
}
int main(void) {
  struct small s = swap((struct small){3, 4.5});
  struct big b = {{1, 2, 3, 4, 5, 6, 7, 8, 9}};
  b = shift(10, b, 99.5);
  printf("%d %g %ld %ld %ld\n", s.a, s.b, b.v[0], b.v[7], b.v[8]);
}
