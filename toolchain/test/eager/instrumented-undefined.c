// A report of -fsanitize=undefined names the function where it happened and its callers, also of checks that come without -fsanitize=function.
// REQUIRES: not-sanitized
// RUN: rm -rf %t.store && %{autojit} -g -O1 -fsanitize=undefined %s -o %t.exe && env UBSAN_OPTIONS=print_stacktrace=1 %t.exe 2>&1 | FileCheck %s
// RUN: rm -rf %t.store && %{autojit} -g -fsanitize=shift %s -o %t.exe && env UBSAN_OPTIONS=print_stacktrace=1 %t.exe 2>&1 | FileCheck %s
// RUN: %{manifest} | FileCheck --check-prefix=STATE %s
// RUN: %{autojit} -fsanitize=shift -fno-sanitize-recover=all %s -o %t.exe && not %t.exe 2>&1 | FileCheck --check-prefix=STOP %s
// CHECK: instrumented-undefined.c:[[#@LINE+7]]:{{.*}} shift exponent 40 is too large
// CHECK-NEXT: #0 {{.*}} in shift {{.*}}instrumented-undefined.c:[[#@LINE+6]]
// CHECK: in unchecked
// STATE-DAG: function shift external eager instrumented
// STATE-DAG: function unchecked external eager instrumented
// STOP: shift exponent 40
__attribute__((noinline)) int shift(int a, int by) {
  return a << by;
}
__attribute__((noinline)) int unchecked(int by) { return shift(1, by) & 0; }
int main(void) { return unchecked(40); }
