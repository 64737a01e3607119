// From a read-only store programs run; a compiler that finds one compiles as usual, with a warning.
// REQUIRES: mounts
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe
// RUN: unshare --mount sh -c 'mount --bind -o ro %t.store %t.store && touch %t.store/x 2> %t.refused; %t.exe && env AUTOJIT_STORE=%t.store %{toolchain}/bin/autojit-clang -c %s -o %t.o' 2>&1 | FileCheck %s
// RUN: test -s %t.refused && llvm-readelf -S %t.o | FileCheck --check-prefix=OBJECT %s
// CHECK: warning: AutoJIT: compiling as usual: cannot write to {{.*}}: Read-only file system
// OBJECT-NOT: autojit_modules
int main(void) { return 0; }
