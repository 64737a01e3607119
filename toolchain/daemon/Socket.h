#ifndef AUTOJIT_DAEMON_SOCKET_H
#define AUTOJIT_DAEMON_SOCKET_H

#include "llvm/Support/Error.h"

#include <string>

namespace autojit {

/// Where the daemon of this toolchain listens, unless it is told otherwise (include/autojit/daemon.h); an error when the user has no place for it.
llvm::Expected<std::string> defaultSocketPath();

/// A socket that listens, for this user alone. While it lives, no other daemon can have its path.
class Socket {
public:
  /// `Taken` is set when the error is that another daemon listens there.
  static llvm::Expected<Socket> listen(const std::string &Path, bool &Taken);
  int file() const { return File; }
  /// Nobody finds it any more.
  void remove();

private:
  Socket(std::string Path, int File) : Path(std::move(Path)), File(File) {}
  std::string Path;
  int File;
};

} // namespace autojit

#endif
