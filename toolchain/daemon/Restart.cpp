#include "Restart.h"

#include "llvm/Support/ErrorHandling.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace llvm;

namespace autojit {
namespace restart {
namespace {

constexpr size_t SignalStack = 64 << 10;
/// Tells the main thread to start the new process.
constexpr int ItsTurn = SIGUSR1;

/// Set up before there are threads; only read afterwards.
std::vector<std::string> Arguments;
std::vector<char *> ArgumentPointers;
std::vector<int> KeptFiles;
int RefusedFile = -1;

/// What a signal handler of this thread finds.
thread_local struct {
  bool Busy;
  FunctionId Function;
  ContentKey Key;
  const char *Symbol;
  size_t SymbolSize;
} Making;

template <size_t N> void copyText(char (&To)[N], const char *From, size_t Size) {
  std::memcpy(To, From, std::min(Size, N - 1)); // the rest is zero
}

/// On the main thread: the one that calls execve becomes the new process, with its priority, and those that work ahead have a lower one for good.
[[noreturn]] void start() {
  for (const int File : KeptFiles)
    ::fcntl(File, F_SETFD, 0);
  sigset_t None;
  sigemptyset(&None);
  ::sigprocmask(SIG_SETMASK, &None, nullptr);
  ::execv("/proc/self/exe", ArgumentPointers.data());
  ::_exit(1); // programs go on by themselves
}

void onTurn(int) { start(); }

/// In signal handlers too: only system calls and memory of our own.
[[noreturn]] void becomeNewDaemon(const char *Reason, int Signal, bool OutOfMemory) {
  static std::atomic_flag Begun = ATOMIC_FLAG_INIT;
  while (Begun.test_and_set()) // another thread does it, and takes all of them away
    ::pause();
  static Refusal Left; // zero
  Left.Signal = Signal;
  Left.OutOfMemory = OutOfMemory;
  if (Reason)
    copyText(Left.Reason, Reason, std::strlen(Reason));
  if (Making.Busy) {
    Left.Function = Making.Function;
    Left.Key = Making.Key;
    // A body file that is so broken that reading it is fatal has no name that is known yet.
    if (Making.SymbolSize)
      copyText(Left.Symbol, Making.Symbol, Making.SymbolSize);
    else
      copyText(Left.Symbol, "?", 1);
  }
  if (::write(RefusedFile, &Left, sizeof Left) != static_cast<ssize_t>(sizeof Left))
    ::_exit(1);
  const pid_t Main = ::getpid();
  if (::gettid() == Main)
    start();
  ::tgkill(Main, Main, ItsTurn);
  for (;;)
    ::pause();
}

void onSignal(int Signal) { becomeNewDaemon(nullptr, Signal, false); }
void onFatalError(void *, const char *Reason, bool) { becomeNewDaemon(Reason, 0, false); }
void onNoMemory(void *, const char *, bool) { becomeNewDaemon(nullptr, 0, true); }

} // namespace

void prepare(std::vector<std::string> Words, std::vector<int> Kept, int Refused) {
  Arguments = std::move(Words);
  for (std::string &Word : Arguments)
    ArgumentPointers.push_back(Word.data());
  ArgumentPointers.push_back(nullptr);
  KeptFiles = std::move(Kept);
  RefusedFile = Refused;
  prepareThread();
  struct sigaction Action = {};
  Action.sa_flags = SA_ONSTACK;
  Action.sa_handler = onTurn;
  ::sigaction(ItsTurn, &Action, nullptr);
  Action.sa_handler = onSignal;
  for (const int Signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS})
    ::sigaction(Signal, &Action, nullptr);
  install_fatal_error_handler(onFatalError);
  install_bad_alloc_error_handler(onNoMemory);
  install_out_of_memory_new_handler();
}

void prepareThread() {
  stack_t Stack = {};
  Stack.ss_size = SignalStack;
  Stack.ss_sp = ::mmap(nullptr, SignalStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (Stack.ss_sp != MAP_FAILED)
    ::sigaltstack(&Stack, nullptr);
}

void begin(const FunctionId &Function) { Making = {true, Function, {}, nullptr, 0}; }

void know(StringRef Symbol, const ContentKey *Key) {
  Making.Symbol = Symbol.data();
  Making.SymbolSize = Symbol.size();
  if (Key)
    Making.Key = *Key;
}

void end() { Making.Busy = false; }

} // namespace restart
} // namespace autojit
