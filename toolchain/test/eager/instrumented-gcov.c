// gcov counts what a program built with --coverage does.
// RUN: rm -rf %t.store %t.d && mkdir -p %t.d && cp %s %t.d/covered.c && cd %t.d
// RUN: %{autojit} --coverage -c covered.c && %{autojit} --coverage covered.o -o covered && ./covered && llvm-cov gcov -t covered.gcda | FileCheck %s
// CHECK: 10: [[#]]: for (int i
// CHECK: 9: [[#]]: sum += i;
// CHECK: #####: [[#]]: return -1;
int main(void) {
  int sum = 0;
  for (int i = 0; i < 9; ++i)
    sum += i;
  if (sum == 36)
    return 0;
  return -1;
}
