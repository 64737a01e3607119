// The address of a label that is only used where it is taken.
// RUN: %{same} && %{manifest} | FileCheck %s
// CHECK: function jump external eager block-address
int jump(int which) {
  void *target = which ? &&a : &&b;
  goto *target;
a:
  return 1;
b:
  return 2;
}
int main(void) { return jump(0) * 10 + jump(1); }
