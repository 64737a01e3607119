// Inline assembly may name symbols that only the assembler sees. An empty one (a compiler barrier) names none.
// RUN: %{same} && %{manifest} | FileCheck %s
// CHECK-DAG: function add external eager inline-asm
// CHECK-DAG: function barrier external lazy
int add(int a, int b) {
  __asm__("addl %1, %0" : "+r"(a) : "r"(b));
  return a;
}
int barrier(int a) {
  __asm__ volatile("" ::: "memory");
  return a;
}
int main(void) { return add(barrier(3), 4); }
