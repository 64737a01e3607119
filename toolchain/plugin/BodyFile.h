#ifndef AUTOJIT_PLUGIN_BODYFILE_H
#define AUTOJIT_PLUGIN_BODYFILE_H

#include "Bodies.h"

#include "llvm/Passes/OptimizationLevel.h"

#include <string>

namespace autojit {

/// The flags of body files and records (include/autojit/body.h).
uint32_t bodyFlags(llvm::OptimizationLevel Level, bool Fuse);

/// The body file (include/autojit/body.h) of `B`; function i of the file is `Names[i]`, a linker symbol.
std::string writeBodyFile(const Bodies &B, llvm::ArrayRef<std::string> Names, uint32_t Flags);

/// The same without debug info, which names folders: equal for equal bodies wherever they were compiled. The debug info of `B` is gone afterwards.
std::string writeWithoutDebugInfo(const Bodies &B, llvm::ArrayRef<std::string> Names, uint32_t Flags);

} // namespace autojit

#endif
