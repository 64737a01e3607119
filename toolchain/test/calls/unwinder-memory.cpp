// Who walks through materialized code takes no memory for it, as in a regular program: a handler that comes then may call anything that is lazy.
// REQUIRES: not-sanitized
// An unwinder that is linked statically has it registered (docs/trust.md).
// UNSUPPORTED: link-static, link-static-pie
// RUN: %{same} && %{same} -O2
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <unwind.h>
extern "C" void *__libc_malloc(std::size_t);
static volatile std::sig_atomic_t unwinding, taken, handled;
[[gnu::noinline]] static int answer(int number) { return number + 1; }
[[gnu::noinline]] static int other(int number) { return number * 2; }
static void handle(int) { handled = handled ? other(handled) : answer(1); }
extern "C" [[gnu::section(".text.eager")]] void *malloc(std::size_t size) {
  if (unwinding) {
    taken = taken + 1;
    std::raise(SIGUSR1);
  }
  return __libc_malloc(size);
}
static _Unwind_Reason_Code count(_Unwind_Context *, void *frames) {
  ++*static_cast<int *>(frames);
  return _URC_NO_REASON;
}
[[gnu::noinline]] static int depth() {
  int frames = 0;
  _Unwind_Backtrace(count, &frames);
  return frames;
}
template <int N> [[gnu::noinline]] int below() {
  unwinding = N;
  const int frames = depth();
  unwinding = 0;
  return frames;
}
int main() {
  std::signal(SIGUSR1, handle);
  below<0>(); // what the unwinder itself and the C library set up once
  const int first = below<1>(), second = below<2>(), third = below<3>();
  std::printf("%d %d, %d taken\n", second - first, third - first, static_cast<int>(taken));
}
