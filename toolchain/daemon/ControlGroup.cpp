#include "ControlGroup.h"

#include "Session.h"

#include "llvm/ADT/StringRef.h"

#include <algorithm>
#include <fcntl.h>
#include <limits>
#include <unistd.h>

using namespace llvm;

namespace autojit {
namespace {

constexpr double NoLimit = std::numeric_limits<double>::infinity();

double number(StringRef Text) {
  double Value;
  return Text.trim().getAsDouble(Value) ? NoLimit : Value; // "max"
}

double limitIn(const std::string &Folder, const char *Name) {
  const std::string Text = kernelFile(Folder + "/" + Name);
  return Text.empty() ? NoLimit : number(Text);
}

/// "QUOTA PERIOD", in microseconds.
double processorsIn(const std::string &Folder) {
  const std::string Text = kernelFile(Folder + "/cpu.max");
  const auto [Quota, Period] = StringRef(Text).split(' ');
  return Text.empty() ? NoLimit : number(Quota) / number(Period);
}

} // namespace

ControlGroup::ControlGroup(pid_t Pid) : Memory(NoLimit), Processes(NoLimit), Processors(NoLimit) {
  const std::string Groups = kernelFile("/proc/" + std::to_string(Pid) + "/cgroup");
  StringRef Path;
  for (StringRef Rest = Groups, Line; !Rest.empty();) {
    std::tie(Line, Rest) = Rest.split('\n');
    if (Line.consume_front("0::"))
      Path = Line;
  }
  if (Path.empty())
    return;
  const bool Mixed = ::access("/sys/fs/cgroup/cgroup.procs", F_OK) != 0; // beside version 1
  const std::string Root = Mixed ? "/sys/fs/cgroup/unified" : "/sys/fs/cgroup";
  Folder = Root + (Path == "/" ? "" : Path.str());
  for (std::string At = Folder; At.size() > Root.size(); At.resize(At.rfind('/'))) {
    Memory = std::min({Memory, limitIn(At, "memory.max"), limitIn(At, "memory.high")});
    Processes = std::min(Processes, limitIn(At, "pids.max"));
    Processors = std::min(Processors, processorsIn(At));
  }
}

std::string ControlGroup::lacks(const ControlGroup &Other) const {
  if (Memory < Other.Memory)
    return "memory (control group " + Folder + ")";
  if (Processes < Other.Processes)
    return "processes (control group " + Folder + ")";
  if (Processors < Other.Processors)
    return "processor time (control group " + Folder + ")";
  return "";
}

bool ControlGroup::enter() const {
  const int File = Folder.empty() ? -1 : ::open((Folder + "/cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC);
  const bool Moved = File >= 0 && ::write(File, "0", 1) == 1;
  if (File >= 0)
    ::close(File);
  return Moved;
}

} // namespace autojit
