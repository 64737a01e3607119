// A store whose file `toolchain` is empty, damaged, missing, or names a folder that is gone ends the program with one line.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && : > %t.store/toolchain && not --crash %t.exe 2>&1 | FileCheck --check-prefix=NONE %s
// RUN: rm %t.store/toolchain && not --crash %t.exe 2>&1 | FileCheck --check-prefix=NONE %s
// RUN: mkdir %t.store/toolchain && not --crash %t.exe 2>&1 | FileCheck --check-prefix=NONE %s && rmdir %t.store/toolchain
// RUN: printf /nowhere > %t.store/toolchain && not --crash %t.exe 2>&1 | FileCheck --check-prefix=GONE %s
// RUN: (printf / && head -c 5000 /dev/zero | tr '\0' x) > %t.store/toolchain && not --crash %t.exe 2>&1 | FileCheck --check-prefix=NONE %s
// RUN: head -c 100 %t.exe > %t.store/toolchain && not --crash %t.exe 2>&1 | FileCheck --check-prefix=NONE %s
// NONE: toolchain-file.c: function main cannot be materialized: its store does not name its toolchain, or lets others do so; rebuild with AutoJIT
// GONE: toolchain-file.c: function main cannot be materialized: the toolchain it was built with is gone; rebuild
int main(void) { return 0; }
