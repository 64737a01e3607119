// Exceptions pass through each of six hundred materialized functions, thrown while more of them are made.
// RUN: %{same} && %{same} -O2
#include <cstdio>
#define F(n) __attribute__((noinline)) int f##n(int a) { return thrower(a + n) + 1; }
#define TEN(n) F(n##0) F(n##1) F(n##2) F(n##3) F(n##4) F(n##5) F(n##6) F(n##7) F(n##8) F(n##9)
#define HUNDRED(n) TEN(n##0) TEN(n##1) TEN(n##2) TEN(n##3) TEN(n##4) TEN(n##5) TEN(n##6) TEN(n##7) TEN(n##8) TEN(n##9)
#define N(n) f##n,
#define N10(n) N(n##0) N(n##1) N(n##2) N(n##3) N(n##4) N(n##5) N(n##6) N(n##7) N(n##8) N(n##9)
#define N100(n) N10(n##0) N10(n##1) N10(n##2) N10(n##3) N10(n##4) N10(n##5) N10(n##6) N10(n##7) N10(n##8) N10(n##9)
__attribute__((noinline)) int thrower(int a) {
  if (a % 3 == 0)
    throw a;
  return a;
}
HUNDRED(1) HUNDRED(2) HUNDRED(3) HUNDRED(4) HUNDRED(5) HUNDRED(6)
int (*const functions[])(int) = {N100(1) N100(2) N100(3) N100(4) N100(5) N100(6)};
int main() {
  long sum = 0;
  for (int last = 50; last <= 600; last += 50)
    for (int i = 0; i < last; ++i)
      try {
        sum += functions[i](last);
      } catch (int thrown) {
        sum += 2 * thrown;
      }
  std::printf("%ld\n", sum);
}
