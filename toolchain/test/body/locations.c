// Code without debug information is made of bitcode that is read without source locations; for debuggers they are all there.
// RUN: rm -rf %t.store && %{autojit} -O2 -g -c %s -o %t.o
// RUN: %{count-locations} $(ls %t.store/modules/*/*.body) | FileCheck %s
// RUN: rm -rf %t.store && %{autojit} -O0 -g -c %s -o %t.o
// RUN: %{count-locations} $(ls %t.store/modules/*/*.body) | FileCheck %s
int twice(int n) { return n + n; }
int more(int n) {
  int sum = 0;
  for (int i = 0; i < n; i++)
    sum += twice(i);
  return sum;
}
// CHECK: engine: 0 of [[ALL:[0-9]+]]
// CHECK-NEXT: debugger: {{[1-9][0-9]+}} of [[ALL]]
// CHECK-NEXT: engine: 0 of [[ALL]]
