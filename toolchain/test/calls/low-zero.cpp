// A program below which the first place for code would be at an address whose low 32 bits are 0: exceptions pass through all that is made (decisions 009 and 048).
// RUN: rm -rf %t.store
// AddressSanitizer has its shadow memory there.
// REQUIRES: not-sanitized
// The linker places it there; a type of ET_EXEC keeps the kernel from placing it elsewhere.
// RUN: %{autojit++} -O1 -fPIE -pie -fuse-ld=lld -Wl,--image-base=0x105000000 %s -o %t.exe
// RUN: printf '\002' | dd of=%t.exe bs=1 seek=16 conv=notrunc status=none && %t.exe | FileCheck %s
// CHECK: 144
#include <cstdio>
__attribute__((noinline)) int thrower(int a) {
  if (a > 0)
    throw a;
  return a;
}
#define F(n) __attribute__((noinline)) int f##n(int a) { return thrower(a) + n; }
F(0) F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9) F(10) F(11) F(12) F(13) F(14) F(15) F(16) F(17) F(18) F(19)
int (*const functions[])(int) = {f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19};
/* Eager, so that what is made first has no table of handlers, which would come before its unwind data. */
__attribute__((section(".text.eager"))) int main() {
  int sum = 0;
  for (int made = 1; made <= 20; ++made)
    for (int i = made > 9 ? made - 9 : 0; i < made; ++i)
      try {
        functions[i](1);
      } catch (int thrown) {
        sum += thrown;
      }
  std::printf("%d\n", sum);
}
