// The program's dynamic symbols do not grow by its functions, and the runtime adds no symbol that a program could meet.
// RUN: rm -rf %t.store
// RUN: %{autojit} %s -o %t.exe && llvm-nm -D --defined-only %t.exe | FileCheck --allow-empty %s
// RUN: llvm-nm --extern-only --defined-only %{toolchain}/lib/libautojit.a | FileCheck --check-prefix=RUNTIME %s
// CHECK-NOT: helper
// CHECK-NOT: autojit
// RUNTIME: V __autojit_place
// RUNTIME-NEXT: W __autojit_resolve
// RUNTIME-NOT: {{[TWDBV] .}}
int helper(void) { return 0; }
int main(void) { return helper(); }
