// A literal that stays in the program, since a table there names it, is known to the optimizer as in a regular build (and in a draft to nobody).
// RUN: env AUTOJIT_TIERS=off %{same} -O2 && FileCheck %s < %t.cold
// CHECK: bye llo world
// CHECK-NOT: called
#include <stdio.h>
static const char *const table[] = {"hello world", "bye"};
__attribute__((noinline)) static const char *find(void) { return __builtin_strpbrk("hello world", "lrooo"); }
__attribute__((noinline)) char *strpbrk(const char *text, const char *set) {
  printf("called with %s\n", set);
  return (char *)text;
}
int main(int count, char **arguments) { printf("%s %s\n", table[count], find()); }
