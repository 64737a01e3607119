// Aliases, weak definitions and names that the source spells out.
// RUN: %{same} && %{same} -O2
#include <stdio.h>
int target(int a) { return a + 1; }
int alias(int a) __attribute__((alias("target")));
__attribute__((weak)) int replaceable(int a) { return a + 2; }
int spelled(int a) __asm__("another.name$1");
int spelled(int a) { return a + 3; }
static int quiet(int a) { return a + 4; }
extern int loud(int a) __attribute__((alias("quiet")));
int main(void) { printf("%d %d %d %d %d\n", target(1), alias(1), replaceable(1), spelled(1), loud(1) + (alias == target)); }
