#ifndef AUTOJIT_DAEMON_JOURNAL_H
#define AUTOJIT_DAEMON_JOURNAL_H

#include "llvm/ADT/Twine.h"

#include <mutex>
#include <string>

namespace autojit {

/// What the daemon tells its user, a line each with its time: `autojit daemon logs`. A file that grew large becomes <path>.old. What cannot be
/// written is not: programs matter more.
class Journal {
public:
  /// `Path` empty: standard error, where a service manager reads.
  explicit Journal(std::string Path) : Path(std::move(Path)) {}
  /// Any thread.
  void write(const llvm::Twine &Line);

private:
  const std::string Path;
  std::mutex Lock;
};

} // namespace autojit

#endif
