// A library whose file was replaced while it is loaded gives the number of the slot, not a name from the new file.
// RUN: rm -rf %t.store && %{autojit} -fPIC -shared %s -o %t.so && %{autojit} -Dexported=another -Wl,--build-id=none -fPIC -shared %s -o %t.new.so && rm -rf %t.store
// RUN: echo '#include <stdio.h>' > %t.main.c && echo 'int exported(int); int main(int argc, char **argv) { return argc > 2 && rename(argv[1], argv[2]) ? 1 : exported(0); }' >> %t.main.c
// RUN: %{regular} %t.main.c %t.so -o %t.exe
// RUN: not --crash %t.exe 2>&1 | FileCheck %s --check-prefix=SAME
// RUN: not --crash %t.exe %t.new.so %t.so 2>&1 | FileCheck %s --check-prefix=REPLACED
// SAME: gone-replaced.c: function exported cannot be materialized: its store is gone
// REPLACED: gone-replaced.c: function 0 cannot be materialized: its store is gone
int exported(int a) { return a; }
