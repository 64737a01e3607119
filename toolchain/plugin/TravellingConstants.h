#ifndef AUTOJIT_PLUGIN_TRAVELLINGCONSTANTS_H
#define AUTOJIT_PLUGIN_TRAVELLINGCONSTANTS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/Module.h"

namespace autojit {

using ConstantSet = llvm::SmallPtrSet<const llvm::GlobalVariable *, 32>;
using FunctionSet = llvm::SmallPtrSet<const llvm::Function *, 32>;

/// Whether the content of `C` depends on where something is.
bool holdsAddress(const llvm::Constant &C);

/// Constants that only the functions in `Gone`, which leave the object, name, that hold no address and that may be one with others of the same
/// content
/// (`unnamed_addr`): every image that needs one brings it, the first of them serves all. Everything else, and every variable, stays in the program.
ConstantSet findTravellingConstants(const llvm::Module &M, const FunctionSet &Gone);

} // namespace autojit

#endif
