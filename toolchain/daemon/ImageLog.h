#ifndef AUTOJIT_DAEMON_IMAGELOG_H
#define AUTOJIT_DAEMON_IMAGELOG_H

#include "../engine/ContentKey.h"
#include "Function.h"

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <sys/types.h>
#include <vector>

namespace autojit {

/// An image as an entry of a log.
std::vector<char> entryOf(const FunctionId &Function, const ContentKey &Key, llvm::ArrayRef<char> Image);

/// A program's image log (include/autojit/image-log.h), as far as it goes when it is first looked at. It is read, not mapped: a file that somebody
/// cuts short has fewer entries, and costs nobody a SIGBUS. Any thread.
class ImageLog {
public:
  /// Null when there is none that this toolchain wrote and this user alone can write. Nothing but its head is read yet.
  static std::shared_ptr<const ImageLog> open(const std::string &Path);
  /// Appends an entry to the log at this path, for its program's next run; without a log that this user alone can write, nothing.
  static void append(const std::string &Path, llvm::ArrayRef<char> Entry);
  ~ImageLog();
  ImageLog(const ImageLog &) = delete;
  ImageLog &operator=(const ImageLog &) = delete;

  /// The image that was last kept with this content key; empty when there is none, or it is damaged.
  std::vector<char> find(const ContentKey &Key) const;
  /// Names of the functions that earlier runs called, as people read them, in the order of their first calls.
  const std::vector<std::string> &order() const;
  /// Whether it has finals, and that of a function.
  bool hasFinals() const;
  bool hasFinal(const ModuleId &Module, uint32_t Slot) const;

private:
  explicit ImageLog(int File) : File(File) {}
  void index() const;

  const int File;
  mutable std::once_flag Indexed;              ///< for what follows
  mutable std::map<ContentKey, off_t> Entries; ///< where they start
  mutable std::vector<std::string> Order;
  mutable std::set<std::pair<ModuleId, uint32_t>> Finals;
};

} // namespace autojit

#endif
