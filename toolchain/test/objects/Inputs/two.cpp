#include "five.h"
static thread_local int depth = 2;
int two(int a, Node &node) {
  ++depth;
  if (a > 3)
    throw Problem();
  return once(a) + node.value(a) + depth + fallback().value(1);
}
