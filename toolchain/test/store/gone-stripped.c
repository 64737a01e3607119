// A stripped program whose store is gone gives the number of the function's slot; a stripped library still names what it exports.
// RUN: rm -rf %t.store && %{autojit} -s %s -o %t.exe && rm -rf %t.store && not --crash %t.exe 2>&1 | FileCheck %s --check-prefix=PROGRAM
// RUN: %{autojit} -DLIBRARY -s -fPIC -shared %s -o %t.so && rm -rf %t.store
// RUN: echo 'int exported(int); int main(void) { return exported(0); }' > %t.main.c && %{regular} %t.main.c %t.so -o %t.user.exe
// RUN: not --crash %t.user.exe 2>&1 | FileCheck %s --check-prefix=LIBRARY
// PROGRAM: gone-stripped.c: function 1 cannot be materialized: its store is gone
// LIBRARY: gone-stripped.c: function exported cannot be materialized: its store is gone
#ifdef LIBRARY
int exported(int a) { return a; }
#else
int other(int a) { return a; }
int main(void) { return other(0); }
#endif
