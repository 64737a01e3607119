#ifndef AUTOJIT_DAEMON_IMAGELOG_H
#define AUTOJIT_DAEMON_IMAGELOG_H

#include "../engine/ContentKey.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace autojit {

/// A program's image log (include/autojit/image-log.h), as it was when it was opened. Nothing in it changes, so threads may share it.
class ImageLog {
public:
  /// Null when there is none that this toolchain wrote and this user alone can write.
  static std::shared_ptr<const ImageLog> open(const std::string &Path);
  ~ImageLog();
  ImageLog(const ImageLog &) = delete;
  ImageLog &operator=(const ImageLog &) = delete;

  /// The image that was last kept with this content key; empty when there is none, or it is damaged.
  llvm::ArrayRef<char> find(const ContentKey &Key) const;
  /// Linker symbols of the functions that earlier runs called, in their order.
  const std::vector<std::string> &order() const { return Order; }

private:
  ImageLog(const char *Bytes, size_t Size) : Bytes(Bytes), Size(Size) {}
  void index();

  const char *const Bytes;
  const size_t Size;
  std::map<ContentKey, size_t> Entries; ///< where they start
  std::vector<std::string> Order;
};

} // namespace autojit

#endif
