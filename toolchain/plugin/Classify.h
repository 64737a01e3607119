#ifndef AUTOJIT_PLUGIN_CLASSIFY_H
#define AUTOJIT_PLUGIN_CLASSIFY_H

#include "BodyReasons.h"
#include "Choices.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/IR/Module.h"

#include <optional>

namespace autojit {

/// Every function that the module defines for the linker, in module order: no reason means lazy.
using Classification = llvm::MapVector<llvm::Function *, std::optional<EagerReason>>;

/// Decides for each definition of `M` whether its body can be cut out. Looks only; changes nothing.
/// `Wanted`: what people chose. A function is lazy unless one of the documented reasons (docs/eager.md) keeps it eager. `WholeFile`: FileReasons.h.
Classification classifyFunctions(llvm::Module &M, BodyReasons &Bodies, const Choices &Wanted, const std::optional<EagerReason> &WholeFile);

} // namespace autojit

#endif
