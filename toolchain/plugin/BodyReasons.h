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
  std::optional<EagerReason> of(const llvm::Function &F);

private:
  llvm::DenseMap<const llvm::Function *, std::optional<EagerReason>> Known;
};

} // namespace autojit

#endif
