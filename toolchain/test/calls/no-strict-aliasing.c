// -fno-strict-aliasing holds when the engine optimizes.
// RUN: %{same} -O2 -fno-strict-aliasing && %{manifest} | FileCheck %s
// CHECK: function overlap external lazy
int overlap(int *a, float *b) {
  *a = 1;
  *b = 2;
  return *a == 1;
}
int main(void) {
  int both = 0;
  return overlap(&both, (float *)&both);
}
