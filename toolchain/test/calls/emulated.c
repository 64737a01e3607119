// The program runs in an emulator, cold and warm.
// REQUIRES: qemu-user, not-sanitized
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe
// RUN: qemu-x86_64 %t.exe | FileCheck %s && qemu-x86_64 %t.exe | FileCheck %s
// CHECK: 610
#include <stdio.h>
__attribute__((noinline)) int fibonacci(int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }
int main(void) { printf("%d\n", fibonacci(15)); }
