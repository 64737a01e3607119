// Children that throw, forked while threads of their parent do (libgcc 12 looks up what is registered with it under a lock, which nobody gives back in
// the child).
// REQUIRES: not-sanitized
// RUN: %{autojit++} %s -o %t.exe %{threads}
// RUN: timeout 120 %t.exe && timeout 120 env AUTOJIT_IMAGES=off %t.exe
#include <atomic>
#include <cstdio>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
[[gnu::noinline]] static int raise_if(int number) {
  if (number)
    throw number;
  return 0;
}
template <int N> [[gnu::noinline]] int caught() {
  try {
    return raise_if(N);
  } catch (int number) {
    return number;
  }
}
static std::atomic<bool> done;
int main() {
  int wrong = 0;
  std::thread throwing[3];
  for (std::thread &thread : throwing)
    thread = std::thread([] {
      while (!done)
        caught<1>();
    });
  for (int i = 0; i < 150; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      alarm(60);
      _exit(caught<2>() + caught<3>() - 5);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child || status)
      ++wrong;
  }
  done = true;
  for (std::thread &thread : throwing)
    thread.join();
  std::printf("%d wrong\n", wrong);
  return wrong;
}
