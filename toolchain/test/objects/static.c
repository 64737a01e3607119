// A static program cannot load an engine: it says so.
// RUN: rm -rf %t.store
// RUN: %{autojit} -static %s -o %t.exe 2>/dev/null && not --crash %t.exe 2>&1 | FileCheck %s
// RUN: %{autojit} -static-pie %s -o %t.exe 2>/dev/null && not --crash %t.exe 2>&1 | FileCheck %s
// CHECK: function 0 cannot be materialized: static programs cannot load the engine; link dynamically
int main(void) { return 0; }
