// A function that only its file knows is named too when the store is gone: the program holds its symbol.
// RUN: rm -rf %t.store && %{autojit} -c %s -o %t.o && rm -rf %t.store
// RUN: echo 'extern int (*const table[])(int); int main(void) { return table[1](0); }' > %t.main.c
// RUN: %{regular} -c %t.main.c -o %t.main.o && %{toolchain}/bin/autojit-clang %t.main.o %t.o -o %t.exe && not --crash %t.exe 2>&1 | FileCheck %s
// CHECK: gone-static.c: function second cannot be materialized: its store is gone
static int first(int a) { return a; }
static int second(int a) { return a + 1; }
int (*const table[])(int) = {first, second};
