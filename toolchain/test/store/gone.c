// A program whose store is gone says so in one line, which names the function by the linker's symbol, and stops.
// RUN: rm -rf %t.store
// RUN: %{autojit} %s -o %t.exe && rm -rf %t.store && not --crash %t.exe 2>&1 | FileCheck %s
// CHECK: autojit: {{.*}}gone.c: function main cannot be materialized: its store is gone or does not have this build; rebuild
int main(void) { return 0; }
