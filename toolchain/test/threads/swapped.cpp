// Functions get other code while threads are in them: as drafts and finals do, and over and over again, under exceptions, signals, longjmp and fork.
// RUN: rm -rf %t.store && %{autojit++} -O2 -I%S/../../include %s %{threads} -o %t.exe && %t.exe
// UNSUPPORTED: link-static, link-static-pie
#include "autojit/record.h"
#include <atomic>
#include <csetjmp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <sys/time.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

extern "C" const autojit_record __start_autojit_modules[] __attribute__((visibility("hidden")));
constexpr int Swaps = 10000, Threads = 3;
std::atomic<bool> stop;
std::atomic<unsigned long> handled, rounds;

__attribute__((noinline)) int inner(int depth) {
  if (depth == 0)
    throw std::runtime_error("thrown");
  return inner(depth - 1) + 1;
}
__attribute__((noinline)) int caught(int depth) {
  try {
    return inner(depth);
  } catch (const std::exception &) {
    return depth;
  }
}
__attribute__((noinline)) void leap(jmp_buf &to, int value) { longjmp(to, value); }
__attribute__((noinline)) int leapt(int value) {
  jmp_buf to;
  const int got = setjmp(to);
  if (got == 0)
    leap(to, value);
  return got;
}
__attribute__((noinline)) int counted(int value) { return value * 2; }
__attribute__((noinline)) void handle(int) { handled += counted(1) == 2; }
__attribute__((noinline)) bool round(int i) { return caught(i % 7) == i % 7 && leapt(i % 9 + 1) == i % 9 + 1 && counted(i) == 2 * i; }
void work() {
  for (int i = 0; !stop; ++i) {
    if (!round(i))
      abort();
    ++rounds;
  }
}
void fork_one() {
  const pid_t child = fork();
  if (child == 0)
    _exit(leapt(5) == 5 && counted(5) == 10 && caught(3) == 3 ? 0 : 1);
  int status = -1;
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
    abort();
}
int main() {
  struct sigaction action = {};
  action.sa_handler = handle;
  action.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &action, nullptr);
  const itimerval often = {{0, 1000}, {0, 1000}};
  round(1);
  handle(0);
  void **slots = (void **)((const char *)&__start_autojit_modules->slots + __start_autojit_modules->slots);
  const unsigned count = __start_autojit_modules->slot_count;
  // A volatile load of each: they change.
  const auto look = [&] {
    std::vector<void *> code;
    for (unsigned i = 0; i < count; ++i)
      code.push_back(__atomic_load_n(slots + i, __ATOMIC_ACQUIRE));
    return code;
  };
  const std::vector<void *> drafts = look();
  setitimer(ITIMER_REAL, &often, nullptr);
  std::vector<void *> finals = drafts;
  unsigned changed = 0;
  for (int i = 0; i < 60000 && changed < 4; ++i) { // the runtime's own swaps
    for (int j = 0; j < 200; ++j)
      if (!round(j))
        abort();
    usleep(1000);
    finals = look();
    changed = 0;
    for (unsigned slot = 0; slot < count; ++slot)
      changed += drafts[slot] && finals[slot] != drafts[slot];
  }
  std::vector<std::thread> threads;
  for (int i = 0; i < Threads; ++i)
    threads.emplace_back(work);
  for (int i = 0; i < Swaps || rounds < 10 * Threads; ++i) {
    for (unsigned slot = 0; slot < count; ++slot)
      if (drafts[slot] && finals[slot] != drafts[slot])
        __atomic_store_n(slots + slot, (i & 1 ? finals : drafts)[slot], __ATOMIC_RELEASE);
    if (i % 1000 == 0)
      fork_one();
  }
  stop = true;
  for (std::thread &thread : threads)
    thread.join();
  std::printf("%u functions changed, %lu rounds, %lu signals\n", changed, rounds.load(), handled.load());
  return changed >= 4 && handled > 0 && rounds > 0 ? 0 : 1;
}
