// A program that ends before its finals are there has them for its next run: they are made when it is gone, by a process that has nothing of it. What
// ran a few times stays a draft. A large draft that was kept serves as it is.
// UNSUPPORTED: link-static, link-static-pie
// RUN: rm -rf %t.store %t.run %t.?.trace && %{autojit} -O2 %s -o %t.exe
// RUN: env LOOKED_AT=1 AUTOJIT_ENGINE=inprocess XDG_RUNTIME_DIR=%t.run %{look-at-maker} %t.run env AUTOJIT_TRACE=%t.1.trace %t.exe | FileCheck %s
// RUN: FileCheck --check-prefix=FIRST --implicit-check-not='"event":"replaced"' %s < %t.1.trace
// RUN: env AUTOJIT_ENGINE=inprocess XDG_RUNTIME_DIR=%t.run AUTOJIT_TRACE=%t.2.trace %t.exe | FileCheck %s
// RUN: FileCheck --check-prefix=SECOND %s < %t.2.trace
// RUN: FileCheck --check-prefix=LOG %s < %t.run/autojit/*.log
// Nothing is left to be made, so nobody is started; nor is anybody without tiers, or where nothing is kept.
// RUN: mkdir %t.run/other && for choice in A=1 AUTOJIT_TIERS=off AUTOJIT_IMAGES=off; do env $choice AUTOJIT_ENGINE=inprocess XDG_RUNTIME_DIR=%t.run/other %t.exe || exit 1; done && not ls %t.run/other/autojit
// A function that such a process died of is left out by the next one.
// RUN: rm %t.store/images/* && python3 -c 'import json, pathlib, struct, sys; line = next(l for l in map(json.loads, open(sys.argv[1])) if l.get("slot") == 1); pathlib.Path(sys.argv[2]).write_bytes(bytes.fromhex(line["module"]) + struct.pack("<I", 1))' %t.1.trace %t.run/autojit/*.finals
// RUN: env AUTOJIT_ENGINE=inprocess XDG_RUNTIME_DIR=%t.run %{look-at-maker} %t.run %t.exe && FileCheck --check-prefix=LESS %s < %t.run/autojit/*.log
// LESS: made 2 finals
// LESS: made 1 finals
// Where no engine can be had, the draft of a large function serves.
// RUN: rm -rf %t.lib && mkdir %t.lib && cp %{toolchain}/lib/libautojit-runtime.so %t.lib && printf %t.lib > %t.store/toolchain && env AUTOJIT_ENGINE=inprocess %t.exe | FileCheck %s
// CHECK: 3087388381 500500
// FIRST: "slot":0,{{.*}}"tier":"draft"
// FIRST: "slot":1,{{.*}}"tier":"draft"
// SECOND: "slot":0,{{.*}}"kept":true,"tier":"draft"
// SECOND: "slot":1,{{.*}}"kept":true,"tier":"final"
// LOG: made 2 finals for later runs in {{[0-9.]+}} s of processor time
#include <stdio.h>
#define STEP(n) x = (x ^ y) * 31 + n, y += x >> 3;
#define TEN(n) STEP(n) STEP(n + 1) STEP(n + 2) STEP(n + 3) STEP(n + 4) STEP(n + 5) STEP(n + 6) STEP(n + 7) STEP(n + 8) STEP(n + 9)
#define HUNDRED(n) TEN(n) TEN(n + 10) TEN(n + 20) TEN(n + 30) TEN(n + 40) TEN(n + 50) TEN(n + 60) TEN(n + 70) TEN(n + 80) TEN(n + 90)
__attribute__((noinline)) unsigned large(unsigned x) {
  unsigned y = x;
  HUNDRED(0) HUNDRED(100) HUNDRED(200) HUNDRED(300) HUNDRED(400) HUNDRED(500) HUNDRED(600) HUNDRED(700) HUNDRED(800) HUNDRED(900)
  return x + y;
}
__attribute__((noinline)) int often(int x) { return x + 1; }
int main(void) {
  int sum = 0;
  printf("%u ", large(1));
  for (int i = 0; i < 1000; ++i)
    sum += often(i);
  printf("%d\n", sum);
  return 0;
}
