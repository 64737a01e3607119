// LLVM's libunwind, shared and static, learns of materialized frames.
// UNSUPPORTED: llvm-19
// RUN: %{same} %{libunwind} && %{same} -O2 %{libunwind}
// RUN: %{same} %{libunwind} -static-libgcc -static-libstdc++
#include <cstdio>
#include <stdexcept>
struct Guard {
  ~Guard() { std::puts("cleaned up"); }
};
__attribute__((noinline)) void thrower(int n) {
  if (n > 1)
    throw std::runtime_error("too many");
}
__attribute__((noinline)) void middle(int n) {
  Guard guard;
  thrower(n);
}
int main() {
  for (int n = 0; n != 3; ++n)
    try {
      middle(n);
    } catch (const std::exception &e) {
      std::puts(e.what());
    }
}
