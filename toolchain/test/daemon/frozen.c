// A daemon that accepts and never answers costs its time-out once, not once for each function.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe
// RUN: rm -f %t.trace && env AUTOJIT_ENGINE=auto AUTOJIT_IMAGES=off AUTOJIT_TRACE=%t.trace timeout 6 %{with-daemon} frozen -- %t.exe
// RUN: FileCheck %s < %t.trace
// CHECK-NOT: "daemon":true
// CHECK: "event":"materialized"
// CHECK: "event":"exited",{{.*}}"materialized":4
static int f(int a) { return a; }
static int g(int a) { return a; }
static int h(int a) { return a; }
int main(void) { return f(0) + g(0) + h(0); }
