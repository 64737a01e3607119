// What an earlier run kept of a large function is a draft: the next run makes its final at the first call. Where none can be made, since the program
// was installed with its code alone or its bodies are gone, the draft serves.
// UNSUPPORTED: link-static, link-static-pie
// RUN: rm -rf %t.store %t.lib && env AUTOJIT_STORE=%t.store %{autojit} -O2 %s -o %t.exe
// RUN: env AUTOJIT_ENGINE=inprocess %t.exe | FileCheck %s
// RUN: mkdir %t.lib && cp %{toolchain}/lib/libautojit-runtime.so %t.lib && cp %t.store/toolchain %t.named && printf %t.lib > %t.store/toolchain
// RUN: env AUTOJIT_ENGINE=inprocess AUTOJIT_TRACE=%t.alone %t.exe | FileCheck %s && FileCheck --check-prefix=DRAFT %s < %t.alone
// RUN: cp %t.named %t.store/toolchain && rm -f %t.trace && env AUTOJIT_ENGINE=inprocess AUTOJIT_TRACE=%t.trace %t.exe | FileCheck %s && FileCheck --check-prefix=FINAL %s < %t.trace
// DRAFT: "slot":0,{{.*}}"bytes":{{[0-9][0-9][0-9][0-9][0-9]}},"kept":true,"tier":"draft"
// FINAL: "slot":0,{{.*}}"bytes":{{[0-9][0-9][0-9][0-9][0-9]}},"tier":"final"
#include <stdio.h>
// CHECK: 3087388381
#define STEP(n) x = (x ^ y) * 31 + n, y += x >> 3;
#define TEN(n) STEP(n) STEP(n + 1) STEP(n + 2) STEP(n + 3) STEP(n + 4) STEP(n + 5) STEP(n + 6) STEP(n + 7) STEP(n + 8) STEP(n + 9)
#define HUNDRED(n) TEN(n) TEN(n + 10) TEN(n + 20) TEN(n + 30) TEN(n + 40) TEN(n + 50) TEN(n + 60) TEN(n + 70) TEN(n + 80) TEN(n + 90)
__attribute__((noinline)) unsigned large(unsigned x) {
  unsigned y = x;
  HUNDRED(0) HUNDRED(100) HUNDRED(200) HUNDRED(300) HUNDRED(400) HUNDRED(500) HUNDRED(600) HUNDRED(700) HUNDRED(800) HUNDRED(900)
  return x + y;
}
int main(void) {
  printf("%u\n", large(1));
  return 0;
}
