// Threads throw through lazy frames while other threads materialize: unwind data is added while it is searched.
// RUN: %{same} %{threads} && %{same} -O2 %{threads} && %{manifest} | FileCheck %s
// CHECK: function _Z{{.*}}raise{{.*}} lazy
#include <cstdio>
#include <stdexcept>
#include <thread>
#include <utility>
template <int N> int added(int a) { return a + N; }
template <int N> [[gnu::noinline]] void raise(int depth) {
  if (depth == 0)
    throw std::runtime_error("at the bottom");
  raise<N>(depth - 1);
  std::puts("never");
}
template <int N> int caught() {
  try {
    raise<N>(3);
  } catch (const std::exception &) {
    return N;
  }
  return -1;
}
template <int... N> int some(std::integer_sequence<int, N...>) { return ((added<N>(1) + caught<N>()) + ...); }
int main() {
  int sums[4];
  std::thread threads[4];
  for (int i = 0; i < 4; ++i)
    threads[i] = std::thread([&sums, i] { sums[i] = i % 2 ? some(std::make_integer_sequence<int, 12>()) : caught<3>() + caught<1>() + caught<2>(); });
  for (std::thread &thread : threads)
    thread.join();
  for (int sum : sums)
    std::printf("%d\n", sum);
}
