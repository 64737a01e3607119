// Half a body is no body.
// RUN: rm -rf %t.store
// RUN: %{autojit} %s -o %t.exe && truncate -s 100 %t.store/modules/*/*.body && not --crash %t.exe 2>&1 | FileCheck %s
// CHECK: truncated.c: function main cannot be materialized: {{.*}}damaged
int main(void) { return 0; }
