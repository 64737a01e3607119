// Counters that the front end or a pass put in count, and a profile that was made is used without a word.
// RUN: rm -rf %t.store && %{autojit} -fprofile-instr-generate=%t.raw -fcoverage-mapping %s -o %t.exe && %t.exe
// RUN: llvm-profdata merge %t.raw -o %t.data && llvm-cov show %t.exe -instr-profile=%t.data | FileCheck %s
// RUN: rm -rf %t.d && %{autojit} -O1 -fprofile-generate=%t.d %s -o %t.exe && %t.exe && llvm-profdata merge %t.d -o %t.data
// RUN: llvm-profdata show --function=work --counts %t.data | FileCheck --check-prefix=COUNTS %s
// RUN: %{autojit} -O1 -fprofile-use=%t.data -Werror %s -o %t.exe && %t.exe && %{manifest} | FileCheck --check-prefix=STATE %s
// CHECK: [[#]]| 9| sum += i;
// COUNTS: Block counts: [9, 1]
// STATE-NOT: function work {{.*}} lazy
__attribute__((noinline)) int work(int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i)
    sum += i;
  return sum;
}
int main(void) { return work(9) != 36; }
