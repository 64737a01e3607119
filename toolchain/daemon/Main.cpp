/// autojitd: makes functions for programs of this user. docs/daemon-protocol.md says how programs talk to it; program.c calls it.

#include "../engine/allocator.h"
#include "Arguments.h"
#include "Inherited.h"
#include "Later.h"
#include "Restart.h"
#include "Server.h"
#include "autojit/build-id.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

using namespace llvm;
using namespace autojit;

namespace {

constexpr int Failed = 1, WrongUsage = 2;
/// So often it goes on after a crash that no function is to blame for.
constexpr unsigned MostCrashes = 3;

/// Programs wait for it there.
void tellReady(int File, bool Private) {
  if (File < 0)
    return;
  [[maybe_unused]] const ssize_t Written = ::write(File, Private ? "p" : "1", 1);
  ::close(File);
}

bool answers(const std::string &Path) {
  sockaddr_un Address = {};
  Address.sun_family = AF_UNIX;
  if (Path.size() >= sizeof Address.sun_path)
    return false;
  std::memcpy(Address.sun_path, Path.c_str(), Path.size());
  const int File = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool Connected = ::connect(File, reinterpret_cast<const sockaddr *>(&Address), sizeof Address) == 0;
  ::close(File);
  return Connected;
}

/// Several programs may start a daemon at once: those that come too late wait for the first one.
bool waitForOther(const std::string &Path) {
  for (int Attempt = 0; Attempt < 100; ++Attempt) {
    if (answers(Path))
      return true;
    ::usleep(20000);
  }
  return false;
}

/// The child goes on; the parent waits until it listens.
std::optional<int> goToBackground(int &Ready) {
  int Ends[2];
  if (::pipe2(Ends, O_CLOEXEC) != 0)
    return Failed;
  const pid_t Child = ::fork();
  if (Child != 0) {
    ::close(Ends[1]);
    char Byte;
    return Child > 0 && ::read(Ends[0], &Byte, 1) == 1 ? 0 : Failed;
  }
  ::close(Ends[0]);
  ::setsid();
  Ready = Ends[1];
  return std::nullopt;
}

void leaveFolder() { [[maybe_unused]] const int Changed = ::chdir("/"); }

void leaveTerminal() {
  const int Nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int File = 0; File < 3; ++File)
    ::dup2(Nothing, File);
}

void prepareSignals() {
  sigset_t Signals;
  sigemptyset(&Signals);
  for (const int Signal : {SIGTERM, SIGINT, SIGHUP, SIGXCPU})
    sigaddset(&Signals, Signal);
  ::sigprocmask(SIG_BLOCK, &Signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN); // only its log is ever written
}

std::string withoutSuffix(const std::string &Path) { return StringRef(Path).ends_with(".sock") ? Path.substr(0, Path.size() - 5) : Path; }

/// The socket that this process was left, or a new one.
std::optional<Socket> listen(Arguments &Chosen) {
  if (Chosen.From.Listening >= 0) {
    for (const int File : {Chosen.From.Listening, Chosen.From.Lock, Chosen.From.Refused})
      ::fcntl(File, F_SETFD, FD_CLOEXEC);
    return Socket::adopt(Chosen.SocketPath, Chosen.From.Listening, Chosen.From.Lock);
  }
  bool Taken;
  Expected<Socket> Listening = Socket::listen(Chosen.SocketPath, Taken);
  if (Listening)
    return std::move(*Listening);
  const std::string Problem = toString(Listening.takeError());
  if (Taken && Chosen.Ready >= 0 && waitForOther(Chosen.SocketPath)) {
    tellReady(Chosen.Ready, Chosen.Private);
    std::_Exit(0);
  }
  std::fprintf(stderr, "autojitd: %s\n", Problem.c_str());
  return std::nullopt;
}

/// What an earlier process of this daemon ended of; false when it is better not to go on.
bool tellWhatHappened(Journal &Log, const Refusals &Refused) {
  const Refusal &Last = Refused.all().back();
  const std::string Name = nameOf(Last), Slot = std::to_string(Last.Function.Slot);
  const std::string Blamed =
      Name.empty() ? ""
                   : "'" + Name + "' (slot " + Slot + " of module " + toHex(Last.Function.Module, /*LowerCase=*/true) + ") is refused from now on: ";
  Log.write(Blamed + reasonOf(Last) + "; process " + std::to_string(::getpid()) + " has started anew");
  return static_cast<unsigned>(llvm::count_if(Refused.all(), [](const Refusal &One) { return !*One.Symbol; })) <= MostCrashes;
}

int serve(Arguments &Chosen, const std::vector<std::string> &Lacking) {
  const std::string SharedPath = Chosen.SocketPath;
  if (Chosen.From.Listening < 0 && !Lacking.empty()) {
    Chosen.Private = true;
    Chosen.SocketPath = withoutSuffix(SharedPath) + "-" + std::to_string(Chosen.Starter) + ".sock";
  }
  std::optional<Socket> Listening = listen(Chosen);
  if (!Listening)
    return Failed;
  // Those of one program write to the log of all.
  const std::string Own = withoutSuffix(Chosen.SocketPath);
  const std::string JournalPath = (Chosen.Private ? Own.substr(0, Own.rfind('-')) : Own) + ".log";
  static Journal Log(JournalPath); // threads may write to the end
  const int Left = Chosen.From.Refused >= 0 ? Chosen.From.Refused : ::memfd_create("autojitd-refused", MFD_CLOEXEC);
  static const Refusals Refused(Left);
  initializeCodeGenerator();
  restart::prepare(Chosen.forSuccessor({Listening->file(), Listening->lock(), Left}), {Listening->file(), Listening->lock(), Left}, Left);
  if (Chosen.From.Listening < 0)
    Log.write("process " + Twine(::getpid()) + " listens at " + Chosen.SocketPath + " (LLVM " LLVM_VERSION_STRING ", build " AUTOJIT_BUILD_ID ")");
  else if (!tellWhatHappened(Log, Refused)) {
    Log.write("ends: it has crashed too often");
    Listening->remove();
    return Failed;
  }
  for (const std::string &Line : Lacking)
    Log.write("process " + Twine(::getpid()) + " serves only process " + Twine(Chosen.Starter) + ", which started it, and its children: " + Line);
  // Never destroyed: threads of the pool may be at work.
  auto *Serving =
      new Server({Chosen.Jobs, std::chrono::seconds(Chosen.Idle), Chosen.SocketPath, JournalPath, Chosen.Private ? Chosen.Starter : 0, Lacking},
                 std::move(*Listening), Log, Refused);
  if (!Chosen.Foreground)
    leaveFolder(); // before anybody is told that it is ready
  tellReady(Chosen.Ready, Chosen.Private);
  if (!Chosen.Foreground)
    leaveTerminal();
  Log.write("ends: " + Serving->run());
  std::_Exit(0);
}

} // namespace

extern "C" __attribute__((visibility("default"))) int autojitd_main(int Count, char **Values) {
#ifndef AUTOJIT_FOREIGN_ALLOCATOR
  serve_threads_of_daemon();
#endif
  ::prctl(PR_SET_NAME, "autojitd"); // one that went on after a crash was started as /proc/self/exe
  Arguments Chosen = parseArguments(Count, Values);
  if (Chosen.SocketPath.empty()) {
    Expected<std::string> Default = defaultSocketPath();
    if (!Default) {
      std::fprintf(stderr, "autojitd: %s\n", toString(Default.takeError()).c_str());
      return WrongUsage;
    }
    Chosen.SocketPath = *Default;
  }
  if (Chosen.Finals >= 0) {
    makeFinals(Chosen.Finals, Chosen.SocketPath, Chosen.Starter);
    std::_Exit(0);
  }
  if (!Chosen.Foreground)
    if (const std::optional<int> Done = goToBackground(Chosen.Ready))
      return *Done;
  const std::vector<std::string> Lacking = shedInherited(Chosen.From.Listening < 0 ? Chosen.Starter : 0);
  prepareSignals();
  if (!Chosen.Jobs)
    Chosen.Jobs = std::max(1u, std::thread::hardware_concurrency());
  return serve(Chosen, Lacking);
}
