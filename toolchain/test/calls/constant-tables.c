// Constants that leave the object with the functions that name them: their bytes and alignment, with and without addresses in them.
// RUN: %{same} && %{same} -O2
#include <stdio.h>
typedef float four __attribute__((vector_size(16)));
static int sum(const int *from, int count) { return count ? *from + sum(from + 1, count - 1) : 0; }
__attribute__((noinline)) static int numbers(int at) {
  int table[] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3};
  return sum(table, at);
}
__attribute__((noinline)) static const char *word(int at) {
  const char *words[] = {"none", "one", "two", "more"};
  return words[at & 3];
}
__attribute__((noinline)) static four vector(int at) { return at & 1 ? (four){1, 2, 3, 4} : (four){5, 6, 7, 8}; }
int main(void) {
  printf("%d %d\n", numbers(7), numbers(16));
  for (int i = 0; i < 4; ++i)
    printf("%s %g\n", word(i), vector(i)[i]);
}
