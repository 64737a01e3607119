// Lambdas that capture, are generic or become function pointers; local statics guarded against threads; inline variables.
// RUN: %{same} -pthread && %{same} -pthread -O2 && %{manifest} | FileCheck %s
// CHECK: function _Z4oncev external lazy
#include <cstdio>
#include <functional>
#include <thread>
#include <vector>
template <class F> __attribute__((noinline)) auto apply(F f) { return f(3); }
static int made;
struct Counted {
  Counted() { __atomic_fetch_add(&made, 1, __ATOMIC_SEQ_CST); }
};
int once() {
  static Counted counted;
  static int value = [] { return 17; }();
  return value;
}
inline int shared = 4;
int main() {
  int k = 5;
  auto generic = [&](auto z) { return z * k + 0.5; };
  int (*pointer)(int) = [](int z) { return z + 1; };
  std::function<int(int)> changing = [k](int z) mutable { return ++k * z; };
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([] { once(); });
  for (std::thread &thread : threads)
    thread.join();
  std::printf("%g %d %d %d %d %d %d\n", apply(generic), apply(pointer), changing(2), changing(2), once(), made, ++shared);
}
