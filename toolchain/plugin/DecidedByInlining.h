#ifndef AUTOJIT_PLUGIN_DECIDEDBYINLINING_H
#define AUTOJIT_PLUGIN_DECIDEDBYINLINING_H

#include "Classify.h"
#include "CommandLine.h"

namespace autojit {

/// Makes eager what the compiler may have something to say of once it has inlined: loops that the source wants transformed (it warns where it
/// cannot), and inline assembly with an operand that must have become a constant (it refuses it else); with them, the functions that they may be
/// inlined into, and those that may be inlined into them. For levels that inline.
void keepDecidedByInlining(llvm::Module &M, Classification &Functions, const CommandLine &Options);

} // namespace autojit

#endif
