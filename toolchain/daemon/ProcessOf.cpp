#include "ProcessOf.h"
#include "Session.h"

#include <climits>
#include <unistd.h>

namespace autojit {
namespace {

std::string linkTarget(const std::string &Path) {
  std::string Target(PATH_MAX, '\0');
  const ssize_t Length = ::readlink(Path.c_str(), Target.data(), Target.size());
  Target.resize(Length > 0 ? static_cast<size_t>(Length) : 0);
  return Target;
}

} // namespace

ProcessOf::ProcessOf(pid_t Pid) {
  const std::string Entry = "/proc/" + std::to_string(Pid);
  Program = linkTarget(Entry + "/exe");
  Folder = linkTarget(Entry + "/cwd");
  const std::string Words = kernelFile(Entry + "/cmdline");
  for (size_t At = Words.find('\0'); At != std::string::npos && At + 1 < Words.size();) {
    const size_t End = Words.find('\0', At + 1);
    Arguments.push_back(Words.substr(At + 1, End == std::string::npos ? End : End - At - 1));
    At = End;
  }
}

} // namespace autojit
