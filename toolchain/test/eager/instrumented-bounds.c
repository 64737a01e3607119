// Checks that a pass adds, not the front end, still stop the program; the option may be in a response file.
// RUN: echo -fsanitize=local-bounds > %t.options && %{same} -O1 @%t.options && %{manifest} | FileCheck %s
// CHECK: function get external eager instrumented
#include <signal.h>
#include <unistd.h>
static void stopped(int signal) { _exit(signal == SIGILL ? 3 : 4); }
int get(int i) {
  int values[10] = {1, 2, 3};
  int sum = 0;
  for (int k = 0; k < i; ++k)
    sum += values[k];
  values[i] = sum;
  return values[i / 2] & 0;
}
int main(int count, char **arguments) {
  signal(SIGILL, stopped);
  return get(30 * count);
}
