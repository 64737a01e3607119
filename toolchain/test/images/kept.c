// A second run asks no engine: its functions come from what the first one kept. An engine that is not there is not missed.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && %t.exe
// RUN: rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe && FileCheck %s < %t.trace
// CHECK-NOT: "event":"engine"
// CHECK: "event":"materialized",{{.*}}"kept":true
// CHECK: "event":"materialized",{{.*}}"kept":true,"caller":{"module":
// CHECK: "event":"exited",{{.*}}"materialized":2
int callee(void) { return 0; }
int main(void) { return callee(); }
