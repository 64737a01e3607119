// Names that the source spells out, ifuncs called and pointed to by lazy code, module-level assembly that defines what lazy code calls, and used, retained functions.
// RUN: %{same} && %{same} -O2 && %{same} -O2 -fPIC && %{same} -no-pie -fno-pie -O1 && %{manifest} | FileCheck %s
// RUN: %{same} -ffunction-sections -Wl,--gc-sections -fuse-ld=lld && %{same} -fno-integrated-as -O1 && %{same} -save-temps=obj
// CHECK-DAG: function main external lazy
// CHECK-DAG: function spelled.out external lazy
// CHECK-DAG: function kept internal lazy
// CHECK-DAG: function resolver internal eager ifunc-resolver
// CHECK-DAG: function from_assembly external eager module-asm
#include <stdio.h>
int named(int a) __asm__("spelled.out");
int named(int a) { return a + 1; }
static int chosen(int a) { return a + 2; }
static int (*resolver(void))(int) { return chosen; }
int picked(int) __attribute__((ifunc("resolver")));
int (*table[])(int) = {picked, named};
__attribute__((used, retain)) static int kept(int a) { return a + 3; }
int from_assembly(int a) { return a + 4; }
int in_assembly(int a);
__asm__(".text\n.globl in_assembly\nin_assembly: jmp from_assembly\n");
int main(void) {
  int (*local)(int) = picked;
  printf("%d %d %d %d %d %d %d\n", named(1), picked(1), local(1), table[0](1), table[0] == local, table[1] == named, in_assembly(1));
}
