#ifndef AUTOJIT_PLUGIN_PASSED_FUNCTIONS_H
#define AUTOJIT_PLUGIN_PASSED_FUNCTIONS_H

#include "llvm/ADT/MapVector.h"
#include "llvm/IR/Function.h"

namespace autojit {

/// A function whose address a body hands on: as an argument, or by writing it somewhere.
struct PassedFunction {
  unsigned Line; // of the first place, 0 where nobody knows
  bool InTable;  // only as a part of a constant, such as a class's table of virtual functions
};

using PassedFunctions = llvm::MapVector<const llvm::GlobalValue *, PassedFunction>;

/// Whoever is given such an address, a library too, may call it: threads, signal handlers, comparisons, exit handlers.
PassedFunctions passedFunctions(const llvm::Function &F);

/// A coroutine suspends by an intrinsic that calls this function, which clang makes; null for any other call.
const llvm::Function *suspendFunction(const llvm::CallBase &Call);

} // namespace autojit

#endif
