// A naked function stays as its author wrote it.
// RUN: %{same} && %{manifest} | FileCheck %s
// CHECK: function answer external eager naked
__attribute__((naked)) int answer(void) { __asm__("movl $42, %eax\n\tret"); }
int main(void) { return answer(); }
