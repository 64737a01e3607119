#ifndef AUTOJIT_ENGINE_BODYSHELF_H
#define AUTOJIT_ENGINE_BODYSHELF_H

#include "BodyIndex.h"

#include "llvm/Support/MemoryBuffer.h"

#include <list>
#include <memory>
#include <mutex>
#include <optional>

namespace autojit {

/// A body file that was read and checked. Nothing in it changes any more, so threads may share it.
struct BodyBytes {
  std::unique_ptr<llvm::MemoryBuffer> File;
  BodyIndex Index;
  std::optional<uint64_t> Locations; ///< its bitcode is read without them, because of what was done here (Locations.h)
};

/// The body files that were read, for all threads: each is read and hashed once.
class BodyShelf {
public:
  /// Keeps at most `Limit` bytes of files beside those that are in use.
  explicit BodyShelf(size_t Limit) : Limit(Limit) {}

  /// The file of a module, whose content must have `Id` (32 bytes) as its BLAKE3. `Path` is only looked at when the file was not read yet; empty: it
  /// cannot be found. Where `Content` is not empty it was read by somebody else.
  llvm::Expected<std::shared_ptr<const BodyBytes>> get(llvm::StringRef Path, llvm::ArrayRef<uint8_t> Id, llvm::StringRef Content = {});

  /// Keeps none but those that are in use.
  void forget();

private:
  std::shared_ptr<const BodyBytes> find(llvm::ArrayRef<uint8_t> Id);
  void keep(llvm::ArrayRef<uint8_t> Id, std::shared_ptr<const BodyBytes> Bytes);

  struct Kept {
    std::string Id;
    std::shared_ptr<const BodyBytes> Bytes;
  };
  const size_t Limit;
  std::mutex Lock;       ///< of what follows
  std::list<Kept> Files; ///< the last used first; there are few
  size_t Size = 0;
};

} // namespace autojit

#endif
