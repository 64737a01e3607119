#include "Later.h"

#include "../engine/BodyShelf.h"
#include "../engine/Materializer.h"
#include "ImageLog.h"
#include "Inherited.h"
#include "Journal.h"
#include "Messages.h"
#include "Socket.h"

#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FormatVariadic.h"

#include <csignal>
#include <ctime>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace llvm;

namespace autojit {
namespace {

constexpr size_t MostBodies = size_t(64) << 20;
/// Modules whose bodies are held at once: what was read of them is several times as large as their files.
constexpr unsigned MostModules = 16;
/// Of processor time: whoever asks for more gets the rest the next time.
constexpr rlim_t LongestWork = 120;
constexpr int LeastPriority = 19;

/// What a signal handler finds: which function is being made, and where to say that it cannot be.
struct Hopeless {
  ModuleId Module;
  uint32_t Slot;
};
Hopeless Making;
int HopelessFile = -1;

/// One function is not worth a second try: the next process leaves it out. In signal handlers too.
[[noreturn]] void giveUp() {
  [[maybe_unused]] const ssize_t Written = ::write(HopelessFile, &Making, sizeof Making);
  ::_exit(1);
}
void onSignal(int) { giveUp(); }
void onFatalError(void *, const char *, bool) { giveUp(); }

/// LLVM dies of some functions, and nobody is there to be told.
void prepareForCrashes() {
  static char Stack[64 << 10];
  stack_t Alternative = {};
  Alternative.ss_sp = Stack;
  Alternative.ss_size = sizeof Stack;
  ::sigaltstack(&Alternative, nullptr);
  struct sigaction Action = {};
  Action.sa_flags = SA_ONSTACK;
  Action.sa_handler = onSignal;
  for (const int Signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS})
    ::sigaction(Signal, &Action, nullptr);
  install_fatal_error_handler(onFatalError);
  install_bad_alloc_error_handler(onFatalError);
  install_out_of_memory_new_handler();
}

/// Of all programs that run, this one matters least.
void comeLast() {
  constexpr int OfProcess = 1, IdleClass = 3 << 13; // linux/ioprio.h
  const sched_param None = {};
  ::setpriority(PRIO_PROCESS, 0, LeastPriority);
  ::sched_setscheduler(0, SCHED_IDLE, &None);
  ::syscall(SYS_ioprio_set, OfProcess, 0, IdleClass);
  const rlimit Processor = {LongestWork, LongestWork}, Core = {0, 0};
  ::setrlimit(RLIMIT_CPU, &Processor);
  ::setrlimit(RLIMIT_CORE, &Core);
}

std::vector<AskedQuestion> readQuestions(int File) {
  MessageStream Stream;
  char Block[1 << 16];
  for (ssize_t Got; (Got = ::read(File, Block, sizeof Block)) > 0;)
    Stream.push(ArrayRef(Block, static_cast<size_t>(Got)));
  std::vector<AskedQuestion> Result;
  bool Garbage;
  for (ArrayRef<char> Message; !(Message = Stream.next(Garbage)).empty();)
    if (auto Question = readQuestion(Message); Question && !Question->BodyPath.empty() && !Question->LogPath.empty())
      Result.push_back(std::move(*Question));
  return Result;
}

std::set<std::pair<ModuleId, uint32_t>> readHopeless() {
  std::set<std::pair<ModuleId, uint32_t>> Result;
  Hopeless One;
  for (off_t At = 0; ::pread(HopelessFile, &One, sizeof One, At) == static_cast<ssize_t>(sizeof One); At += sizeof One)
    Result.emplace(One.Module, One.Slot);
  return Result;
}

/// One program's, and what it has by now.
struct Maker {
  BodyShelf Shelf{MostBodies};
  Materializer Engine{Shelf};
  std::set<ModuleId> Open;
  std::map<std::string, std::shared_ptr<const ImageLog>> Logs;
  unsigned Made = 0;

  void make(const AskedQuestion &Asked) {
    std::copy(std::begin(Asked.Fixed.module), std::end(Asked.Fixed.module), Making.Module.begin());
    Making.Slot = Asked.Fixed.slot;
    const auto [Known, IsNew] = Logs.try_emplace(Asked.LogPath);
    if (IsNew)
      Known->second = ImageLog::open(Asked.LogPath);
    const std::shared_ptr<const ImageLog> &Log = Known->second;
    if (!Log || Log->hasFinal(Making.Module, Making.Slot))
      return;
    if (Open.insert(Making.Module).second && Open.size() > MostModules) {
      Engine.forget();
      Open = {Making.Module};
    }
    std::vector<char> Kept;
    auto Find = [&](const ContentKey &Key) -> ArrayRef<char> { return Kept = Log->find(Key); };
    auto Begin = [](StringRef, const ContentKey *) { return Error::success(); };
    const FunctionId Function{.Module = Making.Module,
                              .Slot = Making.Slot,
                              .Debug = (Asked.Fixed.flags & AUTOJIT_MATERIALIZE_DEBUG) != 0,
                              .Draft = false,
                              .Reloads = (Asked.Fixed.flags & AUTOJIT_MATERIALIZE_RELOADS) != 0};
    auto Answer = Engine.materialize({.BodyPath = Asked.BodyPath,
                                      .Module = Making.Module,
                                      .Slot = Making.Slot,
                                      .Debug = Function.Debug,
                                      .Keyed = true,
                                      .Find = Find,
                                      .Begin = Begin,
                                      .Reloads = Function.Reloads});
    if (!Answer) {
      consumeError(Answer.takeError()); // its store may be away for a while; who needs it is told when it is called
      return;
    }
    ImageLog::append(Asked.LogPath, entryOf(Function, Answer->Key, Answer->Image));
    ++Made;
  }
};

static_assert(sizeof(Hopeless) == AUTOJIT_ID_SIZE + 4);

double processorSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

} // namespace

void makeFinals(int Questions, const std::string &SocketPath, pid_t Starter) {
  ::prctl(PR_SET_NAME, "autojit-finals");
  // What its user's session has and it cannot have (memory, other files) may be all that its starter was to have.
  if (!shedInherited(Starter).empty())
    return;
  comeLast();
  const std::string Base = SocketPath.substr(0, SocketPath.rfind('.'));
  Expected<int> Turn = waitForLock(Base + ".finals");
  if (!Turn) {
    consumeError(Turn.takeError()); // there is no place for it, and nobody to be told
    return;
  }
  HopelessFile = *Turn;
  prepareForCrashes();
  initializeCodeGenerator();
  const auto Hopeless = readHopeless();
  auto &Work = *new Maker;
  for (const AskedQuestion &Asked : readQuestions(Questions)) {
    ModuleId Module;
    std::copy(std::begin(Asked.Fixed.module), std::end(Asked.Fixed.module), Module.begin());
    if (!Hopeless.count({Module, Asked.Fixed.slot}))
      Work.make(Asked);
  }
  if (Work.Made)
    Journal(Base + ".log")
        .write("process " + Twine(::getpid()) + " made " + Twine(Work.Made) + " finals for later runs in " +
               formatv("{0:F2}", processorSeconds()).str() + " s of processor time");
}

} // namespace autojit
