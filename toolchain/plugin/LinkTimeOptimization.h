#ifndef AUTOJIT_PLUGIN_LINKTIMEOPTIMIZATION_H
#define AUTOJIT_PLUGIN_LINKTIMEOPTIMIZATION_H

#include "CommandLine.h"

#include "llvm/IR/Module.h"

namespace autojit {

/// True when the linker compiles `M` once more and knows the functions of its IR. rustc links the parts of a crate like that by itself.
bool isForLinkTimeOptimization(const llvm::Module &M, const CommandLine &Options);

} // namespace autojit

#endif
