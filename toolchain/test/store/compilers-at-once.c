// Eight compilers that write one body at once all succeed, and leave one body and nothing temporary.
// RUN: rm -rf %t.store && for i in 1 2 3 4 5 6 7 8; do (%{autojit} -c %s -o %t.$i.o; echo $? > %t.$i.status) & done; wait
// RUN: cat %t.?.status | FileCheck --check-prefix=STATUS %s
// RUN: find %t.store -type f | sed 's/.*[/.]//' | sort | FileCheck %s
// RUN: for i in 2 3 4 5 6 7 8; do cmp %t.1.o %t.$i.o || exit 1; done; %{autojit} %t.1.o -o %t.exe && %t.exe
// STATUS-NOT: {{[1-9]}}
// CHECK: {{^}}body
// CHECK-NEXT: {{^}}facts
// CHECK-NEXT: {{^}}id
// CHECK-NEXT: {{^}}json
// CHECK-NEXT: {{^}}toolchain
// CHECK-NOT: {{.}}
int main(void) { return 0; }
