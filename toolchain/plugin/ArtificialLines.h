#ifndef AUTOJIT_PLUGIN_ARTIFICIALLINES_H
#define AUTOJIT_PLUGIN_ARTIFICIALLINES_H

#include "llvm/IR/Module.h"

namespace autojit {

/// Functions that the compiler adds (static initialisers …) have debug info without a line of their own, only their instructions have. A debugger
/// that looks for code at a line of a lazy function, and finds none, goes on to later lines, but not into a function that is declared behind the
/// line: with a line, such a function is no place to stop in for another's breakpoint.
void giveArtificialFunctionsLines(llvm::Module &M);

} // namespace autojit

#endif
