// A function whose code needs a library routine that was not asked for yet is made twice; so is its neighbour, and in any order.
// RUN: %{same} -O0 -fstack-protector-all && %{same} -O2 -fstack-protector-all
#include <stdio.h>
static const char *const names[] = {"first", "second"};
static int first(int a) {
  char text[32];
  return snprintf(text, sizeof text, "%s %d", names[a & 1], a);
}
static double second(long double a, __int128 b) {
  char text[32];
  return snprintf(text, sizeof text, "%s", names[1]) + (double)(a + (long double)(b / 3));
}
int main(int count, char **arguments) {
  printf("%d %.1f\n", first(count), second(count, (__int128)count << 70));
  return 0;
}
