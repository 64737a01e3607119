// Exceptions into, out of and through materialized frames; destructors run, noexcept holds.
// RUN: %{same} && %{same} -O2 && %{manifest} | FileCheck %s
// CHECK: function _Z5throwi external lazy
#include <cstdio>
#include <stdexcept>
#include <string>
struct Guard {
  const char *name;
  ~Guard() { std::printf("leave %s\n", name); }
};
void thrower(int n) asm("_Z5throwi");
void thrower(int n) {
  Guard g{"thrower"};
  if (n == 0)
    throw std::runtime_error("boom " + std::to_string(n));
  thrower(n - 1);
}
int catcher(int n) {
  Guard g{"catcher"};
  try {
    thrower(n);
  } catch (const std::runtime_error &e) {
    std::printf("caught %s\n", e.what());
    try {
      throw;
    } catch (const std::exception &again) {
      return 2;
    }
  }
  return 0;
}
int main() { return catcher(3); }
