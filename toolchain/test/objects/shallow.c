// What stays in the object is a stub: it touches %r11 only and ends in a jump.
// RUN: rm -rf %t.store
// RUN: %{autojit} -O2 -g -c %s -o %t.o && llvm-objdump -d %t.o | FileCheck %s
// CHECK-LABEL: <work>:
// CHECK-NEXT: movq {{.*}}(%rip), %r11
// CHECK-NEXT: testq %r11, %r11
// CHECK-NEXT: je
// CHECK-NEXT: jmpq *%r11
// CHECK-NEXT: leaq {{.*}}(%rip), %r11
// CHECK-NEXT: jmpq *(%rip)
// CHECK-NOT: ret
int work(int n) {
  int s = 1;
  for (int i = 1; i < n; ++i)
    s = s * 31 + i / (s | 1);
  return s;
}
