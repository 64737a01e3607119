// An unwinder that is linked statically, and so unknown to the dynamic loader, learns of materialized frames.
// RUN: %{same} -static-libgcc -static-libstdc++ && %{same} -O2 -static-libgcc -static-libstdc++
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
