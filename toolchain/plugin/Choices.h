#ifndef AUTOJIT_PLUGIN_CHOICES_H
#define AUTOJIT_PLUGIN_CHOICES_H

#include "EagerReason.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/GlobPattern.h"

#include <optional>

namespace autojit {

/// What people want to stay eager (docs/eager.md, "Choosing"): `__attribute__((annotate("autojit:eager")))` in the source, and every file
/// `autojit.toml` in the folder of the source or above it.
class Choices {
public:
  /// `Source`: as SourceNames.h has it. Fails with the file and what is wrong in it.
  static llvm::Expected<Choices> read(const llvm::Module &M, llvm::StringRef Source);

  std::optional<EagerReason> of(const llvm::Function &F) const;

private:
  llvm::Error addFile(llvm::StringRef Folder, llvm::StringRef Source);

  llvm::BumpPtrAllocator Memory; ///< patterns are read from their text
  llvm::DenseSet<const llvm::Function *> Annotated;
  llvm::SmallVector<llvm::GlobPattern, 4> EagerNames;
  bool WholeFile = false;
};

} // namespace autojit

#endif
