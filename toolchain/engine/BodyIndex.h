#ifndef AUTOJIT_ENGINE_BODYINDEX_H
#define AUTOJIT_ENGINE_BODYINDEX_H

#include "autojit/body.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <optional>
#include <vector>

namespace autojit {

/// What a body file says of its bitcode: header, names of functions and imports (include/autojit/body.h). Knows nothing of the bitcode itself.
class BodyIndex {
public:
  /// Whether a file of `Size` bytes that starts with `Head` can be a body file at all; cheap, so that no other file is read.
  static llvm::Error checkHead(llvm::StringRef Head, uint64_t Size);

  /// Reads and checks `File`, whose content must have `Id` (32 bytes) as its BLAKE3. The index refers to the file's memory.
  static llvm::Expected<BodyIndex> read(llvm::StringRef File, llvm::ArrayRef<uint8_t> Id);

  unsigned functionCount() const { return static_cast<unsigned>(FunctionNames.size()); }
  llvm::StringRef functionName(unsigned Slot) const { return FunctionNames[Slot]; }

  /// The slot of the function with this symbol, if it has one here.
  std::optional<unsigned> slotOf(llvm::StringRef Symbol) const;

  /// Index of an import, or nothing for a name that is none.
  std::optional<unsigned> import(llvm::StringRef Name) const;
  bool isDirect(unsigned Import) const { return Import < Header.direct_imports; }

  llvm::StringRef bitcode() const { return Bitcode; }
  uint32_t flags() const { return Header.flags; }

private:
  BodyIndex() = default;
  llvm::Error readNames(llvm::StringRef File);

  autojit_body_header Header = {};
  llvm::StringRef Bitcode;
  std::vector<llvm::StringRef> FunctionNames;
  llvm::StringMap<unsigned> Slots, Imports;
};

} // namespace autojit

#endif
