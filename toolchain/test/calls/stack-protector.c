// The stack protector guards materialized frames and reports what it finds.
// RUN: rm -rf %t.store && %{autojit} -fstack-protector-all %s -o %t.autojit && %{manifest} | FileCheck %s
// RUN: not --crash %t.autojit 2>&1 | FileCheck %s --check-prefix=SMASHED
// CHECK: function smash external lazy
// SMASHED: stack smashing detected
__attribute__((noinline)) void fill(volatile char *p, int n) {
  for (int i = 0; i < n; ++i)
    p[i] = 'x';
}
__attribute__((noinline)) int smash(int n) {
  volatile char buffer[16];
  fill(buffer, n);
  return buffer[3];
}
int main(int count, char **arguments) { return smash(8 * count) + smash(64 * count) == 0; }
