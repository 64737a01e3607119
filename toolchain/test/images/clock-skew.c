// Images are found by content: whether their file comes from the future or from long ago does not matter.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && %t.exe
// RUN: touch -d 2099-01-01 %t.store/images/*.log && rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe && FileCheck %s < %t.trace
// RUN: touch -d 1980-01-01 %t.store/images/*.log && rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe && FileCheck %s < %t.trace
// CHECK-NOT: "event":"engine"
// CHECK: "event":"materialized",{{.*}}"kept":true
int main(void) { return 0; }
