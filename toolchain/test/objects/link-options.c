// Kinds of executables and linkers.
// RUN: %{same} -no-pie -fno-pie && %{same} -fuse-ld=lld && %{same} -ffunction-sections -fdata-sections -Wl,--gc-sections
// RUN: %{same} -fuse-ld=lld -ffunction-sections -Wl,--gc-sections,-O2,--icf=safe && %{same} -fcf-protection -fstack-protector-all
// RUN: %{same} -Wl,-z,now -fno-plt -O2 -no-pie -fno-pie && %{same} -Werror -Wall && %{same} -flto -fuse-ld=lld && %{same} -fvisibility=hidden -O2
#include <stdio.h>
#include <stdlib.h>
static int used(int a) { return a + 1; }
int unused(int a) { return a - 1; }
static int (*volatile pointer)(int) = used;
int main(void) {
  char *text = getenv("PATH");
  fprintf(stdout, "%d %d\n", pointer(4), text != 0);
  return 6;
}
