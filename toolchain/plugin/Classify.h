#ifndef AUTOJIT_PLUGIN_CLASSIFY_H
#define AUTOJIT_PLUGIN_CLASSIFY_H

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/Module.h"

#include <optional>

namespace autojit {

/// Why a function stays in the object. `Code` is stable (tests, tools, docs/eager.md), `Text` is for people.
struct EagerReason {
  llvm::StringRef Code;
  llvm::StringRef Text;
};

/// Every function that the module defines for the linker, in module order: no reason means lazy.
using Classification = llvm::MapVector<llvm::Function *, std::optional<EagerReason>>;

/// Decides for each definition of `M` whether its body can be cut out. Looks only; changes nothing.
/// A function is lazy unless one of the documented reasons (docs/eager.md) keeps it eager.
Classification classifyFunctions(llvm::Module &M);

} // namespace autojit

#endif
