// A program whose body does not fit what was linked says "relink" and stops.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && %t.exe
// RUN: cp %t.exe %t.imports && python3 %{tools}/patch-record.py %t.imports 52 0 && not --crash %t.imports 2>&1 | FileCheck --check-prefix=IMPORTS %s
// RUN: cp %t.exe %t.slots && python3 %{tools}/patch-record.py %t.slots 44 1 && not --crash %t.slots 2>&1 | FileCheck --check-prefix=SLOTS %s
// IMPORTS: relink.c: function main cannot be materialized: its body no longer fits the linked program; rebuild and relink
// SLOTS: relink
static int state = 3;
int set(int a) { return state = a; }
int main(void) { return set(0); }
