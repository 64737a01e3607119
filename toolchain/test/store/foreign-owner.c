// Code is not taken from another user's store.
// REQUIRES: root
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && chown 54321 %t.store && not --crash %t.exe 2>&1 | FileCheck %s
// CHECK: foreign-owner.c: function main cannot be materialized: its store
int main(void) { return 0; }
