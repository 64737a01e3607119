// Code is not taken from the store of a user who is neither root, nor the one who runs the program, nor the program's owner; nor is that user's toolchain or list of stores.
// REQUIRES: root
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && chown 54321 %t.store && not --crash %t.exe 2>&1 | FileCheck %s
// RUN: chown 54322 %t.exe && not --crash %t.exe 2>&1 | FileCheck %s
// RUN: chown 54321 %t.exe && %t.exe && chown 54322 %t.store/toolchain && not --crash %t.exe 2>&1 | FileCheck --check-prefix=TOOLCHAIN %s
// CHECK: foreign-owner.c: function main cannot be materialized: its store can be written by other users or is another user's
// TOOLCHAIN: its store does not name its toolchain, or lets others do so
int main(void) { return 0; }
