#include "Journal.h"

#include <algorithm>
#include <ctime>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;

namespace autojit {

/// Half of what the process may write to one file, at most.
static off_t largestFile() {
  constexpr rlim_t Usual = 1 << 20;
  rlimit Limit;
  return static_cast<off_t>(::getrlimit(RLIMIT_FSIZE, &Limit) == 0 ? std::min(Usual, Limit.rlim_cur / 2) : Usual);
}

void Journal::write(const Twine &Line) {
  const time_t Now = ::time(nullptr);
  tm Parts;
  char Time[32];
  std::strftime(Time, sizeof Time, "%Y-%m-%dT%H:%M:%SZ ", ::gmtime_r(&Now, &Parts));
  const std::string Text = Time + Line.str() + "\n";
  const std::lock_guard Locked(Lock);
  int File = STDERR_FILENO;
  if (!Path.empty()) {
    struct stat Info;
    if (::stat(Path.c_str(), &Info) == 0 && Info.st_size > largestFile())
      ::rename(Path.c_str(), (Path + ".old").c_str());
    File = ::open(Path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  }
  if (File < 0)
    return;
  [[maybe_unused]] const ssize_t Written = ::write(File, Text.data(), Text.size());
  if (File != STDERR_FILENO)
    ::close(File);
}

} // namespace autojit
