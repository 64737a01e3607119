#include "Session.h"

#include "llvm/ADT/StringRef.h"

#include <fcntl.h>
#include <unistd.h>

using namespace llvm;

namespace autojit {

static constexpr size_t LongestFile = 64 << 10; // a process may have many arguments; such files do not say their size

std::string kernelFile(const std::string &Path) {
  std::string Content(LongestFile, '\0');
  const int File = ::open(Path.c_str(), O_RDONLY | O_CLOEXEC);
  const ssize_t Got = File < 0 ? 0 : ::read(File, Content.data(), Content.size());
  if (File >= 0)
    ::close(File);
  Content.resize(Got > 0 ? static_cast<size_t>(Got) : 0);
  return Content;
}

static std::string entry(pid_t Pid, const char *Name) { return "/proc/" + std::to_string(Pid) + "/" + Name; }

std::string statusOf(pid_t Pid, const std::string &Name) {
  const std::string Status = kernelFile(entry(Pid, "status"));
  for (StringRef Rest = Status, Line; !Rest.empty();) {
    std::tie(Line, Rest) = Rest.split('\n');
    if (Line.consume_front(Name + ":"))
      return Line.trim().str();
  }
  return "";
}

pid_t sessionOf(pid_t Pid) {
  const auto Whose = [](pid_t Of) { return statusOf(Of, "Uid") + "\n" + kernelFile(entry(Of, "loginuid")); };
  const std::string Ours = Whose(Pid);
  for (;;) {
    pid_t Parent;
    if (StringRef(statusOf(Pid, "PPid")).getAsInteger(10, Parent) || Parent <= 1 || Whose(Parent) != Ours)
      return Pid;
    Pid = Parent;
  }
}

} // namespace autojit
