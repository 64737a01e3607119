#include "five.h"
int written = 1;
static int counter;
static int step(int a) { return a + ++counter; }
int one(int a) {
  ++written;
  return once(a) + three(step, a) + shared++;
}
