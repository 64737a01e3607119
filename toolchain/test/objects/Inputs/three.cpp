#include "five.h"
int three(int (*f)(int), int a) {
  try {
    return f(a) + (a > 2 ? two(a, *four()) : 0) + written;
  } catch (const Problem &e) {
    return e.code();
  }
}
