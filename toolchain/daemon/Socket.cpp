#include "Socket.h"

#include "autojit/build-id.h"
#include "autojit/daemon.h"
#include "autojit/trust.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace llvm;

namespace autojit {
namespace {

constexpr int MostWaiting = 128;

std::string absoluteFrom(const char *Variable) {
  const char *Value = std::getenv(Variable);
  return Value && *Value == '/' ? Value : "";
}

Error failed(const std::string &Path, const char *What) { return createStringError(Path + " " + What + ": " + std::strerror(errno)); }

/// Ours, and nobody else may enter: whoever may could put another socket there.
Error makePrivateFolder(const std::string &Path) {
  if (std::error_code Code = sys::fs::create_directories(Path, /*IgnoreExisting=*/true, sys::fs::owner_all))
    return createStringError(Path + " cannot be made: " + Code.message());
  struct stat Info;
  if (::stat(Path.c_str(), &Info) != 0)
    return failed(Path, "cannot be looked at");
  if (!autojit_is_private(&Info))
    return createStringError(Path + " can be written by other users or is another user's; make it private (chmod 700)");
  return Error::success();
}

/// Held as long as the process lives, whatever becomes of the socket's file.
Expected<int> lockPath(const std::string &Path, bool &Taken) {
  const int File = ::open((Path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (File < 0)
    return failed(Path + ".lock", "cannot be opened");
  if (::flock(File, LOCK_EX | LOCK_NB) == 0)
    return File;
  Taken = errno == EWOULDBLOCK;
  ::close(File);
  return Taken ? createStringError("a daemon listens at " + Path + " already") : failed(Path + ".lock", "cannot be locked");
}

} // namespace

Expected<std::string> defaultSocketPath() {
  const std::string Name = std::string("/") + AUTOJIT_BUILD_ID + ".sock";
  if (const std::string Runtime = absoluteFrom("XDG_RUNTIME_DIR"); !Runtime.empty())
    return Runtime + "/" AUTOJIT_DAEMON_FOLDER + Name;
  const std::string Cache = absoluteFrom("XDG_CACHE_HOME"), Home = absoluteFrom("HOME");
  if (Cache.empty() && Home.empty())
    return createStringError("there is no place for the socket; set XDG_RUNTIME_DIR or HOME to a folder of yours, or use --socket");
  return (Cache.empty() ? Home + "/.cache" : Cache) + "/autojit/" AUTOJIT_DAEMON_FOLDER_IN_CACHE + Name;
}

Expected<int> waitForLock(const std::string &Path) {
  ::umask(077);
  if (Error E = makePrivateFolder(sys::path::parent_path(Path).str()))
    return std::move(E);
  const int File = ::open(Path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (File < 0)
    return failed(Path, "cannot be opened");
  while (::flock(File, LOCK_EX) != 0)
    if (errno != EINTR) {
      Error Problem = failed(Path, "cannot be locked");
      ::close(File);
      return std::move(Problem);
    }
  return File;
}

Expected<Socket> Socket::listen(const std::string &Path, bool &Taken) {
  Taken = false;
  sockaddr_un Address = {};
  Address.sun_family = AF_UNIX;
  if (Path.size() >= sizeof Address.sun_path)
    return createStringError(Path + " is too long for a socket (" + std::to_string(sizeof Address.sun_path - 1) +
                             " bytes at most); set XDG_RUNTIME_DIR to a shorter folder");
  std::memcpy(Address.sun_path, Path.c_str(), Path.size() + 1);
  ::umask(077);
  if (Error E = makePrivateFolder(sys::path::parent_path(Path).str()))
    return std::move(E);
  Expected<int> Lock = lockPath(Path, Taken);
  if (!Lock)
    return Lock.takeError();
  ::unlink(Path.c_str()); // left by a daemon that was killed
  const int File = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (File < 0 || ::bind(File, reinterpret_cast<const sockaddr *>(&Address), sizeof Address) != 0 || ::listen(File, MostWaiting) != 0)
    return failed(Path, "cannot be listened at");
  return Socket(Path, File, *Lock);
}

void Socket::remove() {
  ::unlink(Path.c_str());
  ::close(File);
}

} // namespace autojit
