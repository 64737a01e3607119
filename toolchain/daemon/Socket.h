#ifndef AUTOJIT_DAEMON_SOCKET_H
#define AUTOJIT_DAEMON_SOCKET_H

#include "llvm/Support/Error.h"

#include <string>

namespace autojit {

/// Where the daemon of this toolchain listens, unless it is told otherwise (include/autojit/daemon.h); an error when the user has no place for it.
llvm::Expected<std::string> defaultSocketPath();

/// Waits until no other process has this file locked, in a private folder that is made where there is none; the file, which may be read and appended
/// to, and is locked as long as it is open.
llvm::Expected<int> waitForLock(const std::string &Path);

/// A socket that listens, for this user alone. While it lives, no other daemon can have its path.
class Socket {
public:
  /// `Taken` is set when the error is that another daemon listens there.
  static llvm::Expected<Socket> listen(const std::string &Path, bool &Taken);
  /// The same one, which an earlier process of this daemon left to us (Restart.h).
  static Socket adopt(std::string Path, int File, int Lock) { return Socket(std::move(Path), File, Lock); }
  int file() const { return File; }
  /// Locked as long as it is open, in whatever process.
  int lock() const { return Lock; }
  /// Nobody finds it any more.
  void remove();

private:
  Socket(std::string Path, int File, int Lock) : Path(std::move(Path)), File(File), Lock(Lock) {}
  std::string Path;
  int File, Lock;
};

} // namespace autojit

#endif
