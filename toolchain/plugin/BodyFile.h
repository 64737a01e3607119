#ifndef AUTOJIT_PLUGIN_BODYFILE_H
#define AUTOJIT_PLUGIN_BODYFILE_H

#include "Bodies.h"

#include "llvm/Passes/OptimizationLevel.h"

#include <string>

namespace autojit {

/// The body file (include/autojit/body.h) of `B`; function i of the file is `Names[i]`, a linker symbol.
std::string writeBodyFile(const Bodies &B, llvm::ArrayRef<std::string> Names, llvm::OptimizationLevel Level, bool Fuse);

} // namespace autojit

#endif
