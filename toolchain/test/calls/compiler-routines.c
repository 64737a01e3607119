// Routines that the code generator calls and neither the program nor libgcc_s has come from the toolchain.
// UNSUPPORTED: llvm-19
// RUN: %{same} --rtlib=compiler-rt --unwindlib=libgcc && %{same} -O2 --rtlib=compiler-rt --unwindlib=libgcc
#include <stdio.h>
volatile float input = 1.2345f;
__attribute__((noinline)) float rounded(float a) { return (float)(__bf16)a; }
__attribute__((noinline)) unsigned __int128 divide(unsigned __int128 a, unsigned __int128 b) { return a / b; }
int main(void) { printf("%a %llu\n", rounded(input), (unsigned long long)divide((unsigned __int128)1 << 100, 12345)); }
