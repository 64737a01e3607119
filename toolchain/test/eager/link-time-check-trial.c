// Where no run is found that comes to a call, but the optimizer leaves it, the object asks for the function in any case: nothing need be eager.
// A static link warns of this routine, at other places of the object.
// UNSUPPORTED: link-static
// RUN: %{same} -O2 && %{manifest} | FileCheck %s
// CHECK-NOT: link-time-check
// CHECK: function end_when_all external lazy
// CHECK-NOT: link-time-check
#include <grp.h>
#include <stdio.h>
static int first, second, third;
void set_first(int to) { first = to * 3; }
void set_second(int to) { second = to - first; }
void set_third(int to) { third = to + second; }
void end_when_all(void) {
  if (first > 1 && second > 2 && third > 3)
    endgrent();
}
int main(int count, char **values) {
  (void)values;
  set_first(count);
  set_second(count + 9);
  set_third(count);
  end_when_all();
  printf("%d %d %d\n", first, second, third);
}
