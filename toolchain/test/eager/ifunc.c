// The dynamic linker calls an ifunc's resolver before anything of the program runs.
// RUN: %{same} && %{manifest} | FileCheck %s
// CHECK-DAG: function choose internal eager ifunc-resolver
// CHECK-DAG: function chosen internal lazy
static int chosen(void) { return 7; }
static int (*choose(void))(void) { return chosen; }
int f(void) __attribute__((ifunc("choose")));
int main(void) { return f(); }
