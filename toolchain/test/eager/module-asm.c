// Module-level assembly can call or alias a function behind the compiler's back.
// RUN: %{same} && %{manifest} | FileCheck %s
// CHECK-DAG: function original external eager module-asm
// CHECK-DAG: function main external lazy
int original(void) { return 9; }
__asm__(".globl renamed\n.set renamed, original");
int renamed(void);
int main(void) { return renamed(); }
