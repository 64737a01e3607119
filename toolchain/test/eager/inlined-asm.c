// Assembly that is always inlined belongs to the caller: its operand may be a constant only there.
// RUN: %{same} -O2 && %{manifest} | FileCheck %s
// CHECK-DAG: function ask external eager inline-asm
// CHECK-DAG: function main external lazy
static inline __attribute__((always_inline)) int number(const int n) {
  int result;
  __asm__("movl %1, %0" : "=r"(result) : "i"(n));
  return result;
}
static inline __attribute__((always_inline)) int outer(const int n) { return number(n + 1); }
int ask(void) { return outer(41); }
int main(void) { return ask(); }
