// AVX-512 without 512-bit registers is known to LLVM 19 only: the engine's code generator would use them. Such functions are compiled as usual.
// REQUIRES: clang-19
// Clang 19 links no static program.
// UNSUPPORTED: link-static
// DEFINE: %{older} = env LLVM=19 AUTOJIT_CLANG=clang-19
// RUN: for flags in "-mavx512f -mno-evex512" -mavx10.1-256 "-march=graniterapids -mno-evex512"; do \
// RUN:   %{older} %{same} -O1 $flags && %{manifest} | FileCheck %s && llvm-objdump -d %t.autojit | FileCheck --check-prefix=CODE --implicit-check-not=zmm %s || exit 1; done
// With 512-bit registers, names that the engine's LLVM has forgotten change nothing, and nobody hears of them.
// RUN: for flags in -mavx10.1-512 "-mavx512f -mavx10.1-256" -march=graniterapids "-march=sapphirerapids -mavx10.1-256"; do \
// RUN:   %{older} %{same} -O1 $flags && %{manifest} | FileCheck --check-prefix=LAZY %s || exit 1; done
// CHECK-DAG: function add external eager processor
// CHECK-DAG: function main external eager processor
// CODE: <add>:
// LAZY-DAG: function add external lazy
// LAZY-DAG: function main external lazy
struct large {
  long at[8];
};
void add(struct large *a, const struct large *b) { *a = *b; }
int main(int count, char **arguments) { return count + 3; }
