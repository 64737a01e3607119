// Code is not taken from a store that other users can write.
// RUN: rm -rf %t.store
// RUN: %{autojit} %s -o %t.exe && chmod 777 %t.store && not --crash %t.exe 2>&1 | FileCheck %s
// CHECK: its store can be written by other users or is another user
int main(void) { return 0; }
