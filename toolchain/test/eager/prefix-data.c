// Callers read what stands before such a function (-fsanitize=kcfi); a stub would have to carry it.
// RUN: %{same} -fsanitize=kcfi && %{manifest} | FileCheck %s
// CHECK-DAG: function called external eager prefix-data
int called(int a) { return a + 1; }
int (*volatile pointer)(int) = called;
int main(void) { return pointer(4); }
