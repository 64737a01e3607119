// Without SSE or x87 the code generator refuses what needs their registers: it must see such functions at compile time.
// RUN: %{says-same} -O2 -mno-sse -DNEEDS | FileCheck --check-prefix=REFUSED %s && %{says-same} -O0 -mno-sse -DNEEDS | FileCheck --check-prefix=REFUSED %s
// RUN: %{says-same} -O2 -mgeneral-regs-only -DNEEDS && %{says-same} -O2 -mno-80387 -mno-sse2 -DNEEDS && %{says-same} -msoft-float -DNEEDS
// RUN: %{same} -O2 && %{manifest} | FileCheck %s
// REFUSED: SSE register return with SSE disabled
// REFUSED: exit 1
// CHECK-DAG: function plain external eager general-registers
// CHECK-DAG: function main external lazy
#ifdef NEEDS
double more(double a) { return a + 1; }
#endif
__attribute__((target("general-regs-only"))) int plain(int a) { return a + 1; }
int main(void) { return plain(6); }
