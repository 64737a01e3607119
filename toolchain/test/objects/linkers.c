// The linkers that Debian has, thin and relocatable inputs, thunk-free calls, branch protection and every code model make programs that do the same.
// RUN: %{same} -fuse-ld=bfd -Wl,--gc-sections -ffunction-sections -fdata-sections && %{same} -fuse-ld=lld -fno-plt -Wl,-z,pack-relative-relocs
// RUN: %{same} -O2 -fsplit-machine-functions -fbasic-block-sections=all -gsplit-dwarf -g -gz -fuse-ld=lld && %{same} -gdwarf-4 -O1 -Wl,--icf=all -fuse-ld=lld
// RUN: %{same} -fno-semantic-interposition -fPIC -O2 && %{same} -Wl,-z,now,-z,relro,-z,separate-code -fstack-protector-strong && %{manifest} | FileCheck %s
// RUN: %{same} -fuse-ld=gold -O2 -Wl,--gc-sections -ffunction-sections
// RUN: %{same} -mcmodel=medium -Werror && %{same} -mcmodel=large -Werror
// RUN: test ! -e %t.store || %{manifest} | FileCheck --allow-empty --check-prefix=USUAL %s
// CHECK: function main external lazy
// USUAL-NOT: lazy
#include <stdio.h>
#include <stdlib.h>
static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
int unused(int a) { return a - 1; }
static int choose(int a) {
  switch (a) {
  case 0: return 5;
  case 1: return 9;
  case 2: return 11;
  case 3: return 2;
  case 7: return 8;
  }
  return 0;
}
static int big[100000];
int main(void) {
  int v[] = {5, 3, 9};
  qsort(v, 3, sizeof *v, compare);
  printf("%d %d %d %d\n", v[0], choose(2), choose(7), big[v[1]]);
  return 3;
}
