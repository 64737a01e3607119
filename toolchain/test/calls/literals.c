// A string literal has one address in all functions of its file, also where one function was inlined into others.
// RUN: %{same} && %{same} -O2
#include <stdio.h>
static const char *kept;
static const char *name(void) { return "a name"; }
__attribute__((noinline)) static void keep(void) { kept = name(); }
__attribute__((noinline)) static int is_kept(const char *text) { return text == kept; }
__attribute__((noinline)) static int last_is_kept(void) { return &"a name"[5] == kept + 5; }
int main(void) {
  keep();
  printf("%d %d %s\n", is_kept(name()), last_is_kept(), kept);
}
