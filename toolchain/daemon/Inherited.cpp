#include "Inherited.h"

#include "ControlGroup.h"
#include "Session.h"

#include "llvm/ADT/StringRef.h"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace llvm;

namespace autojit {
namespace {

using Lines = std::vector<std::string>;

struct Limit {
  __rlimit_resource Resource;
  const char *What, *Unit;
};

/// Those that the work of a daemon can run into. Its threads say themselves how large their stacks are.
constexpr Limit Limits[] = {{RLIMIT_CPU, "processor time", " s"},      {RLIMIT_AS, "address space", " bytes"}, {RLIMIT_DATA, "memory", " bytes"},
                            {RLIMIT_FSIZE, "size of files", " bytes"}, {RLIMIT_NOFILE, "open files", ""},      {RLIMIT_NPROC, "processes", ""}};

std::string describe(rlim_t Value, const char *Unit) { return Value == RLIM_INFINITY ? "no limit" : std::to_string(Value) + Unit; }

void raiseSoftLimits() {
  for (const Limit &One : Limits) {
    rlimit Ours;
    if (::getrlimit(One.Resource, &Ours) != 0)
      continue;
    Ours.rlim_cur = Ours.rlim_max;
    // The hard one kills at once; before that, a daemon can say why it ends.
    if (One.Resource == RLIMIT_CPU && Ours.rlim_max != RLIM_INFINITY && Ours.rlim_max > 1)
      Ours.rlim_cur = Ours.rlim_max - 1;
    ::setrlimit(One.Resource, &Ours);
  }
}

void raiseHardLimits(pid_t Session, Lines &Left) {
  for (const Limit &One : Limits) {
    rlimit Ours, Theirs;
    if (::getrlimit(One.Resource, &Ours) != 0 || ::prlimit(Session, One.Resource, nullptr, &Theirs) != 0 || Ours.rlim_max >= Theirs.rlim_max)
      continue;
    const rlimit Wanted = {Theirs.rlim_max, Theirs.rlim_max};
    if (::setrlimit(One.Resource, &Wanted) != 0)
      Left.push_back(std::string(One.What) + ": " + describe(Ours.rlim_max, One.Unit) +
                     " (its user's session: " + describe(Theirs.rlim_max, One.Unit) + ")");
  }
}

/// Nobody's daemon is more important than a usual program.
void takePriorities(pid_t Session, Lines &Left) {
  const int Policy = ::sched_getscheduler(0);
  sched_param Usual = {};
  if (Policy != SCHED_OTHER && ::sched_getscheduler(Session) == SCHED_OTHER && ::sched_setscheduler(0, SCHED_OTHER, &Usual) != 0)
    Left.push_back("scheduling policy: " + std::to_string(Policy) + " (its user's session: the usual one)");
  const int Ours = ::getpriority(PRIO_PROCESS, 0), Theirs = std::max(0, ::getpriority(PRIO_PROCESS, static_cast<id_t>(Session)));
  if (Ours != Theirs && ::setpriority(PRIO_PROCESS, 0, Theirs) != 0)
    Left.push_back("nice " + std::to_string(Ours) + " (its user's session: " + std::to_string(Theirs) + ")");
  // linux/ioprio.h; 0: by the nice value.
  constexpr int OfProcess = 1;
  const long Disk = ::syscall(SYS_ioprio_get, OfProcess, Session);
  ::syscall(SYS_ioprio_set, OfProcess, 0, Disk > 0 ? Disk : 0);
}

void takeProcessors(pid_t Session, Lines &Left) {
  cpu_set_t Theirs, Ours, Both;
  if (::sched_getaffinity(Session, sizeof Theirs, &Theirs) != 0)
    return;
  ::sched_setaffinity(0, sizeof Theirs, &Theirs);
  if (::sched_getaffinity(0, sizeof Ours, &Ours) != 0)
    return;
  CPU_AND(&Both, &Ours, &Theirs);
  if (!CPU_EQUAL(&Both, &Theirs))
    Left.push_back("processors: " + std::to_string(CPU_COUNT(&Ours)) + " (its user's session: " + std::to_string(CPU_COUNT(&Theirs)) + ")");
}

/// How soon the kernel kills it when memory is short.
void takeKillOrder(pid_t Session, Lines &Left) {
  const auto Read = [](const std::string &Pid) {
    int Value = 0;
    return StringRef(kernelFile("/proc/" + Pid + "/oom_score_adj")).trim().getAsInteger(10, Value) ? 0 : Value;
  };
  const int Ours = Read("self"), Theirs = std::max(0, Read(std::to_string(Session)));
  if (Ours == Theirs)
    return;
  const std::string Text = std::to_string(Theirs);
  const int File = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (File < 0 || ::write(File, Text.data(), Text.size()) < 0)
    if (Ours > Theirs)
      Left.push_back("oom_score_adj: " + std::to_string(Ours) + " (its user's session: " + Text + ")");
  if (File >= 0)
    ::close(File);
}

void takeControlGroup(pid_t Session, Lines &Left) {
  const ControlGroup Theirs(Session);
  // Also where it lacks nothing: whoever waits for a group to be empty waits for its programs, not for us.
  if (!ControlGroup(::getpid()).isSame(Theirs))
    Theirs.enter();
  const std::string Lacking = ControlGroup(::getpid()).lacks(Theirs);
  if (!Lacking.empty())
    Left.push_back("less " + Lacking + " than its user's session");
}

/// What nobody gets rid of, whatever the rights.
void lookForWalls(pid_t Session, Lines &Left) {
  const std::string Filter = statusOf(::getpid(), "Seccomp_filters");
  const std::string Theirs = statusOf(Session, "Seccomp_filters");
  if (!Filter.empty() && !Theirs.empty() && Filter != Theirs)
    Left.push_back("a filter of system calls that its user's session has not");
  for (const char *Name : {"root", "ns/mnt", "ns/user"}) {
    char Ours[256], Sessions[256];
    const ssize_t OursSize = ::readlink((std::string("/proc/self/") + Name).c_str(), Ours, sizeof Ours);
    const ssize_t TheirsSize = ::readlink(("/proc/" + std::to_string(Session) + "/" + Name).c_str(), Sessions, sizeof Sessions);
    if (OursSize > 0 && TheirsSize > 0 && StringRef(Ours, static_cast<size_t>(OursSize)) != StringRef(Sessions, static_cast<size_t>(TheirsSize))) {
      Left.push_back("other files than its user's session sees");
      return;
    }
  }
}

/// Whatever the starter ignored, blocked or handles.
void resetSignals() {
  for (int Signal = 1; Signal < NSIG; ++Signal)
    std::signal(Signal, SIG_DFL);
  sigset_t None;
  sigemptyset(&None);
  ::sigprocmask(SIG_SETMASK, &None, nullptr);
}

} // namespace

std::vector<std::string> shedInherited(pid_t Starter) {
  Lines Left;
  resetSignals();
  if (Starter > 0) {
    const pid_t Session = sessionOf(Starter);
    raiseHardLimits(Session, Left);
    takePriorities(Session, Left);
    takeProcessors(Session, Left);
    takeKillOrder(Session, Left);
    takeControlGroup(Session, Left);
    lookForWalls(Session, Left);
  }
  raiseSoftLimits();
  return Left;
}

} // namespace autojit
