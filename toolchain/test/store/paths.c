// The store's path may have spaces, quotes, other alphabets, percent signs and much length; one too long for the system compiles as usual.
// RUN: rm -rf %t.d && mkdir %t.d
// RUN: for name in 'a b' "it's" 'qu"ote' 'Größe 存储' '50%%s' '$HOME' '-o' 'back\slash'; do env AUTOJIT_STORE="%t.d/$name" %{toolchain}/bin/autojit-clang %s -o %t.exe && %t.exe || exit 1; done
// RUN: ls %t.d | wc -l | FileCheck %s
// RUN: long=%t.d; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do long=$long/$(printf '%%0200d' $i); done; env AUTOJIT_STORE=$long %{toolchain}/bin/autojit-clang %s -o %t.exe && %t.exe
// RUN: long=%t.d; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do long=$long/$(printf '%%0200d' $i); done; env AUTOJIT_STORE=$long %{toolchain}/bin/autojit-clang %s -o %t.exe 2>&1 | FileCheck --check-prefix=LONG %s && %t.exe
// CHECK: 8
// LONG: warning: AutoJIT: compiling as usual: cannot use {{.*}}: File name too long
int main(void) { return 0; }
