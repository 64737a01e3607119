// Options for LLVM itself are not the engine's: the file stays as it was compiled.
// RUN: %{same} -O2 -mllvm -enable-ipra && %{manifest} | FileCheck %s
// CHECK: function main external eager llvm-options
int main(void) { return 0; }
