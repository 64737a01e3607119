// An engine that does not exist is not silently replaced by another.
// RUN: rm -rf %t.store
// RUN: %{autojit} %s -o %t.exe && env AUTOJIT_ENGINE=inprocess %t.exe && env AUTOJIT_ENGINE=cloud not --crash %t.exe 2>&1 | FileCheck %s
// CHECK: AUTOJIT_ENGINE names an engine that this version does not have
int main(void) { return 0; }
