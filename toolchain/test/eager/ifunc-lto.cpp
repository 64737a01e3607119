// As ifunc-lto.c; C++ calls a multiversioned function by an alias of the ifunc, and the attribute `target` makes one too.
// UNSUPPORTED: llvm-19
// RUN: for flags in -flto -flto=thin; do %{same} -O2 $flags -fuse-ld=lld && %{manifest} | FileCheck %s || exit 1; done
// CHECK-DAG: function main external eager ifunc-lto
// CHECK-DAG: function _Z5otheri external lazy
#include <cstdio>
__attribute__((target("default"))) int which() { return 1; }
__attribute__((target("sse4.2"))) int which() { return 1; }
__attribute__((target_clones("default", "avx2"))) int dot(int n) { return n * 3; }
int other(int a) { return a + 1; }
int main() { std::printf("%d %d %d\n", which(), dot(4), other(2)); }
