#ifndef AUTOJIT_PLUGIN_STUBS_H
#define AUTOJIT_PLUGIN_STUBS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/IR/Module.h"

namespace autojit {

/// Gives each of `Lazy` (declarations by now) a stub that jumps through its slot.
/// Returns the slots, `[N x ptr]`, zero-initialized; null when there are none.
llvm::GlobalVariable *makeStubs(llvm::Module &M, llvm::ArrayRef<llvm::Function *> Lazy);

} // namespace autojit

#endif
