#include <stdio.h>
static int twice(int x) { return 2 * x; }
int main(int count, char **arguments) {
  (void)arguments;
  printf("%d\n", twice(count));
  return 0;
}
