// A shared library's function is named by the library when its store is gone, wherever it was loaded, exported or not.
// RUN: rm -rf %t.store && %{autojit} -fPIC -shared %s -o %t.so && rm -rf %t.store
// RUN: echo 'extern int (*const hidden)(int); int exported(int); int main(int argc, char **argv) { return argc == 1 ? exported(0) : hidden(0); }' > %t.main.c
// RUN: %{regular} %t.main.c %t.so -o %t.exe
// RUN: not --crash %t.exe 2>&1 | FileCheck %s --check-prefix=EXPORTED
// RUN: not --crash %t.exe 1 2>&1 | FileCheck %s --check-prefix=HIDDEN
// EXPORTED: gone-library.c: function exported cannot be materialized: its store is gone
// HIDDEN: gone-library.c: function of_its_own cannot be materialized: its store is gone
int exported(int a) { return a; }
static int of_its_own(int a) { return a + 1; }
int (*const hidden)(int) = of_its_own;
