// A body that is not what the program was linked with never runs.
//
// RUN: rm -rf %t.store
//
// RUN: %{autojit} %s -o %t.exe && python3 -c "import glob; p = glob.glob('%t.store/modules/*/*.body')[0]; b = bytearray(open(p, 'rb').read()); b[-9] ^= 1; open(p, 'wb').write(b)"
// RUN: not --crash %t.exe 2>&1 | FileCheck %s
// CHECK: damaged.c: function main cannot be materialized: {{.*}}damaged
int main(void) { return 0; }
