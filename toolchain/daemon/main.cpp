/// autojitd: makes functions for programs of this user. docs/daemon-protocol.md says how programs talk to it.

#include "Server.h"
#include "autojit/DisplayName.h"
#include "autojit/build-id.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/ErrorHandling.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <getopt.h>
#include <optional>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

using namespace llvm;
using namespace autojit;

namespace {

constexpr int Failed = 1, WrongUsage = 2;

constexpr const char *Usage = R"(usage: autojitd [OPTION…]

Makes functions for programs that were built with AutoJIT. Goes to the background, unless it is told otherwise; ends when nobody needs it.
  --foreground      stay in the foreground (for a service manager)
  --idle SECONDS    end after so many seconds without a question (default 600; 0: never)
  --jobs N          threads for what programs wait for (default: one for each processor)
  --socket PATH     listen there instead of the place where this user's programs look
  --ready FD        write a byte to this file descriptor and close it once it listens
  --version         print the version and what programs know it by
)";

struct Arguments {
  bool Foreground = false;
  unsigned Idle = 600;
  unsigned Jobs = std::max(1u, std::thread::hardware_concurrency());
  std::string SocketPath;
  int Ready = -1;
};

[[noreturn]] void refuse(const std::string &Why) {
  std::fprintf(stderr, "autojitd: %s\n", Why.c_str());
  std::exit(WrongUsage);
}

unsigned numberFrom(const char *Option, const char *Text, unsigned Least) {
  unsigned Value;
  if (StringRef(Text).getAsInteger(10, Value) || Value < Least)
    refuse(std::string("--") + Option + " wants a whole number from " + std::to_string(Least) + ", not '" + Text + "'");
  return Value;
}

Arguments parse(int Count, char **Values) {
  static const option Options[] = {{"foreground", no_argument, nullptr, 'f'},  {"idle", required_argument, nullptr, 'i'},
                                   {"jobs", required_argument, nullptr, 'j'},  {"socket", required_argument, nullptr, 's'},
                                   {"ready", required_argument, nullptr, 'r'}, {"version", no_argument, nullptr, 'v'},
                                   {"help", no_argument, nullptr, 'h'},        {nullptr, 0, nullptr, 0}};
  Arguments Result;
  for (int Option; (Option = ::getopt_long(Count, Values, "", Options, nullptr)) != -1;) {
    switch (Option) {
    case 'f':
      Result.Foreground = true;
      break;
    case 'i':
      Result.Idle = numberFrom("idle", optarg, 0);
      break;
    case 'j':
      Result.Jobs = numberFrom("jobs", optarg, 1);
      break;
    case 's':
      Result.SocketPath = optarg;
      break;
    case 'r':
      Result.Ready = static_cast<int>(numberFrom("ready", optarg, 0));
      break;
    case 'v':
      std::printf("autojitd " AUTOJIT_VERSION ", LLVM " LLVM_VERSION_STRING ", build " AUTOJIT_BUILD_ID "\n");
      std::exit(0);
    case 'h':
      std::fputs(Usage, stdout);
      std::exit(0);
    default:
      std::exit(WrongUsage); // getopt said why
    }
  }
  if (optind < Count)
    refuse(std::string("what is '") + Values[optind] + "'? See --help");
  return Result;
}

/// Programs wait for it there.
void tellReady(int File) {
  if (File < 0)
    return;
  [[maybe_unused]] const ssize_t Written = ::write(File, "1", 1);
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

void leaveTerminal() {
  const int Nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int File = 0; File < 3; ++File)
    ::dup2(Nothing, File);
  [[maybe_unused]] const int Changed = ::chdir("/");
}

void prepareProcess() {
  sigset_t Signals;
  sigemptyset(&Signals);
  for (const int Signal : {SIGTERM, SIGINT, SIGHUP})
    sigaddset(&Signals, Signal);
  ::sigprocmask(SIG_BLOCK, &Signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  rlimit Files;
  if (::getrlimit(RLIMIT_NOFILE, &Files) == 0) {
    Files.rlim_cur = Files.rlim_max; // a connection for each program
    ::setrlimit(RLIMIT_NOFILE, &Files);
  }
}

[[noreturn]] void dieOfLlvm(void *Log, const char *Reason, bool) {
  static_cast<Journal *>(Log)->write("ends: the code generator gave up: " + readable(Reason));
  std::_Exit(Failed); // programs go on by themselves
}

int serve(const Arguments &Chosen, const std::string &Path, int Ready) {
  bool Taken;
  Expected<Socket> Listening = Socket::listen(Path, Taken);
  if (!Listening) {
    const std::string Problem = toString(Listening.takeError());
    if (Taken && Ready >= 0 && waitForOther(Path)) {
      tellReady(Ready);
      return 0;
    }
    std::fprintf(stderr, "autojitd: %s\n", Problem.c_str());
    return Failed;
  }
  const std::string JournalPath = StringRef(Path).ends_with(".sock") ? Path.substr(0, Path.size() - 5) + ".log" : Path + ".log";
  static Journal Log(JournalPath); // threads may write to the end
  install_fatal_error_handler(dieOfLlvm, &Log);
  initializeCodeGenerator();
  Log.write("process " + Twine(::getpid()) + " listens at " + Path + " (LLVM " LLVM_VERSION_STRING ", build " AUTOJIT_BUILD_ID ")");
  // Never destroyed: threads of the pool may be at work.
  auto *Serving = new Server({Chosen.Jobs, std::chrono::seconds(Chosen.Idle), Path, JournalPath}, std::move(*Listening), Log);
  tellReady(Ready);
  if (!Chosen.Foreground)
    leaveTerminal();
  Log.write("ends: " + Serving->run());
  std::_Exit(0);
}

} // namespace

int main(int Count, char **Values) {
  const Arguments Chosen = parse(Count, Values);
  std::string Path = Chosen.SocketPath;
  if (Path.empty()) {
    Expected<std::string> Default = defaultSocketPath();
    if (!Default)
      refuse(toString(Default.takeError()));
    Path = *Default;
  }
  int Ready = Chosen.Ready;
  if (!Chosen.Foreground)
    if (const std::optional<int> Done = goToBackground(Ready))
      return *Done;
  prepareProcess();
  return serve(Chosen, Path, Ready);
}
