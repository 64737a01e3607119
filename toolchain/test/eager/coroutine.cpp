// A coroutine is split later, by a pass that must see who calls it.
// RUN: %{same} -std=c++20 && %{manifest} | FileCheck %s
// CHECK: function {{.*}}numbers{{.*}} eager coroutine
#include <coroutine>
#include <cstdio>
struct Generator {
  struct promise_type {
    int value;
    Generator get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(int v) {
      value = v;
      return {};
    }
    void return_void() {}
    void unhandled_exception() {}
  };
  std::coroutine_handle<promise_type> handle;
  ~Generator() { handle.destroy(); }
};
Generator numbers(int n) {
  for (int i = 0; i < n; ++i)
    co_yield i * i;
}
int main() {
  Generator g = numbers(4);
  while (g.handle.resume(), !g.handle.done())
    std::printf("%d\n", g.handle.promise().value);
}
