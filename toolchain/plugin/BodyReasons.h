#ifndef AUTOJIT_PLUGIN_BODYREASONS_H
#define AUTOJIT_PLUGIN_BODYREASONS_H

#include "EagerReason.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/Function.h"

#include <optional>

namespace autojit {

/// Why a body, whatever the linkage of its function, must stay in its module: what it contains, and what is always inlined into it.
class BodyReasons {
public:
  /// `Reread`: others than this compiler make the object, from bitcode or assembly.
  explicit BodyReasons(bool Reread) : Reread(Reread) {}

  std::optional<EagerReason> of(const llvm::Function &F);

private:
  std::optional<EagerReason> reasonInFeatures(const llvm::Function &F);

  const bool Reread;
  llvm::DenseMap<const llvm::Function *, std::optional<EagerReason>> Known;
  /// The text of `target-features` that was looked at last, and what came of it: most functions of a file have the same.
  llvm::StringRef Features;
  std::optional<EagerReason> OfFeatures;
};

} // namespace autojit

#endif
