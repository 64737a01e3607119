// A stack protector may read a variable that no instruction names.
// RUN: %{same} -fstack-protector-all -mstack-protector-guard=global && %{manifest} | FileCheck %s
// CHECK: function first external eager stack-guard
unsigned long __stack_chk_guard = 12345;
int first(int n) {
  char buffer[16] = {1, 2, 3};
  return buffer[n];
}
int main(void) { return first(2); }
