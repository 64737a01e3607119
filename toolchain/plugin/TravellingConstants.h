#ifndef AUTOJIT_PLUGIN_TRAVELLINGCONSTANTS_H
#define AUTOJIT_PLUGIN_TRAVELLINGCONSTANTS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/Module.h"

namespace autojit {

using ConstantSet = llvm::SmallPtrSet<const llvm::GlobalVariable *, 32>;
using FunctionSet = llvm::SmallPtrSet<const llvm::Function *, 32>;

/// Constants that only the functions in `Gone`, which leave the object, name and whose address means nothing (`unnamed_addr`): they can be copied
/// into every image that needs them, and leave the object. Everything else, and every variable, stays in the program.
ConstantSet findTravellingConstants(const llvm::Module &M, const FunctionSet &Gone);

} // namespace autojit

#endif
