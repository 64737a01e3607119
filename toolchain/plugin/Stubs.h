#ifndef AUTOJIT_PLUGIN_STUBS_H
#define AUTOJIT_PLUGIN_STUBS_H

#include "CommandLine.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/IR/Module.h"

namespace autojit {

/// Gives each of `Lazy` (declarations by now) a stub that jumps through its slot: a function of its own, or, where that comes to the same, a few
/// lines of module-level assembly; then it stays a declaration. Returns the slots, `[N x ptr]`, zero-initialized; null when there are none.
llvm::GlobalVariable *makeStubs(llvm::Module &M, llvm::ArrayRef<llvm::Function *> Lazy, const CommandLine &Options);

} // namespace autojit

#endif
