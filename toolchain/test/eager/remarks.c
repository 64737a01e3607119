// Who asks the compiler what it did gets the answer of a regular build: remarks, a record of optimizations, the use of the stack.
// RUN: %{says-same} -O2 -Rpass=inline | FileCheck --check-prefix=INLINED %s && %{manifest} | FileCheck %s
// RUN: %{says-same} -O2 -Rpass=. -Rpass-missed=. -Rpass-analysis=. && %{says-same} -O2 -Rpass-missed=loop-vectorize -Werror && %{says-same} -O0 -Rpass-analysis=prologepilog
// RUN: %{says-same} -O2 -fsave-optimization-record && test -s %t.says.autojit/remarks.c.opt.yaml && %{manifest} | FileCheck %s
// RUN: %{says-same} -O1 -foptimization-record-file=record && test -s %t.says.autojit/record && %{says-same} -O2 -g -fsave-optimization-record
// RUN: %{says-same} -O2 -fstack-usage && test -s %t.says.autojit/remarks.c.su && %{manifest} | FileCheck %s
// RUN: %{says-same} -O2 && %{manifest} | FileCheck --check-prefix=LAZY %s
// INLINED: 'small' inlined into 'sum'
// CHECK: function sum external eager remarks
// LAZY: function sum external lazy
static int small(int a) { return a + 1; }
int sum(int *a, int n) {
  int s = 0;
  for (int i = 0; i < n; ++i)
    s += small(a[i]);
  return s;
}
