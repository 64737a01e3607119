// A static program that was linked without the static runtime (by clang and the config file alone) says what is missing at its first call.
// RUN: rm -rf %t.store && %{autojit} -c %s -o %t.o
// RUN: clang-22 --config=%{toolchain}/autojit.cfg -static %t.o -o %t.exe 2>/dev/null
// RUN: not --crash env AUTOJIT_STORE=%t.store %t.exe 2>&1 | FileCheck %s
// RUN: clang-22 --config=%{toolchain}/autojit.cfg -static %t.o %{toolchain}/lib/libautojit-static.a -lm -o %t.exe && env AUTOJIT_ENGINE=auto AUTOJIT_STORE=%t.store %t.exe
// CHECK: function main cannot be materialized: a static program needs the static runtime: link it with autojit-clang, or name libautojit-static.a of the toolchain at the link
int main(void) { return 0; }
