// A function that ends before it does anything has no code. To call it is a fault of the program, which stops right there; to name it is none.
// RUN: rm -rf %t.store
// RUN: %{autojit} -O0 -fomit-frame-pointer %s -o %t.exe && %t.exe && not --crash %t.exe call 2>&1 | FileCheck %s
// RUN: %{autojit} -O1 %s -o %t.exe && %t.exe && not --crash %t.exe call 2>&1 | FileCheck %s
// CHECK-NOT: autojit
// CHECK: Illegal instruction
// CHECK-NOT: autojit
__attribute__((noinline)) void never(void) { __builtin_unreachable(); }
void (*volatile named)(void) = never;
int main(int count, char **arguments) {
  (void)arguments;
  if (count > 1)
    named();
  return named ? 0 : 1;
}
