// An optimized module's finals are optimized at its own level: the small callee disappears into its caller.
//
// RUN: rm -rf %t.store
//
// RUN: %{same} -O2 && %{autojit} -O2 %s -o %t.exe && rm -f %t.trace && env AUTOJIT_TIERS=off AUTOJIT_TRACE=%t.trace %t.exe && grep -c '"event":"materialized"' %t.trace | FileCheck %s
// CHECK: {{^}}2{{$}}
static int half(int a) { return a / 2; }
__attribute__((noinline)) int sum(int n) {
  int s = 0;
  for (int i = 0; i < n; ++i)
    s += half(i);
  return s;
}
int main(void) { return sum(20) == 90 ? 0 : 1; }
