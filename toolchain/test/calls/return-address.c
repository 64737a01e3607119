// __builtin_return_address is where the caller goes on, in a stubbed function too.
// RUN: %{same}
#include <stdio.h>
static void *where;
__attribute__((noinline)) void note(void) { where = __builtin_return_address(0); }
int main(void) {
  note();
  void *first = where;
  for (int i = 0; i < 2; ++i)
    note();
  printf("%d\n", first != 0 && first != where);
}
