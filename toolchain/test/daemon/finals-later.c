// A program that ends before its finals are there leaves their names with the daemon, which puts them into its log.
// RUN: rm -rf %t.store %t.trace && %{autojit} -O2 %s -o %t.exe
// RUN: env AUTOJIT_ENGINE=auto %{with-daemon} real -- sh -c 'until %t.exe && rm -f %t.trace && AUTOJIT_TRACE=%t.trace %t.exe && grep -q \"slot\":0,.*kept\":true,.*tier\":\"final\" %t.trace; do sleep 0.1; done' | FileCheck %s
// CHECK: status:
__attribute__((noinline)) int often(int x) { return x + 1; }
int main(void) {
  int sum = 0;
  for (int i = 0; i < 1000; ++i)
    sum += often(i);
  return sum != 500500;
}
