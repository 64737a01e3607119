// Coroutines that await each other, throw, and hand control on by symmetric transfer run at every level; what they call is lazy.
// RUN: %{same} -std=c++20 && %{same} -std=c++20 -O2 && %{manifest} | FileCheck %s
// CHECK-DAG: function _Z3topv external eager coroutine
// CHECK-DAG: function _Z5twicei external lazy
#include <coroutine>
#include <cstdio>
#include <exception>
#include <stdexcept>
struct Task {
  struct promise_type {
    int value = 0;
    std::exception_ptr problem;
    std::coroutine_handle<> next = std::noop_coroutine();
    Task get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() { return {}; }
    struct Final {
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> self) noexcept { return self.promise().next; }
      void await_resume() noexcept {}
    };
    Final final_suspend() noexcept { return {}; }
    void return_value(int v) { value = v; }
    void unhandled_exception() { problem = std::current_exception(); }
  };
  std::coroutine_handle<promise_type> self;
  bool await_ready() { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiting) {
    self.promise().next = waiting;
    return self;
  }
  int await_resume() {
    promise_type promise = self.promise();
    self.destroy();
    if (promise.problem)
      std::rethrow_exception(promise.problem);
    return promise.value;
  }
};
int twice(int n) {
  if (n > 50)
    throw std::runtime_error("too large");
  return 2 * n;
}
Task leaf(int n) { co_return twice(n); }
Task sum(int n) {
  int s = 0;
  for (int i = 0; i < n; ++i)
    s += co_await leaf(i);
  co_return s;
}
Task top() {
  int s = co_await sum(10);
  try {
    s += co_await leaf(60);
  } catch (const std::exception &e) {
    std::printf("%s\n", e.what());
  }
  co_return s + co_await sum(40);
}
int main() {
  Task task = top();
  task.self.resume();
  std::printf("%d %d\n", task.self.done(), task.self.promise().value);
  task.self.destroy();
}
