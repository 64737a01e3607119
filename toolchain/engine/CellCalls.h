#ifndef AUTOJIT_ENGINE_CELL_CALLS_H
#define AUTOJIT_ENGINE_CELL_CALLS_H

#include "llvm/IR/Module.h"

namespace autojit {

/// Has calls of functions that are elsewhere take their target from memory (`call *f@GOTPCREL(%rip)`), which is as long as a call of the function
/// itself and a prefix: who places the code decides which of the two it is (image.h, AUTOJIT_RELOCATION_CELL32). Addresses that are taken stay as
/// they are. For modules that are optimized already: the optimizer must know a function by one name.
void callByCells(llvm::Module &M);

} // namespace autojit

#endif
