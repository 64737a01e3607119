#ifndef AUTOJIT_ENGINE_FEATURES_H
#define AUTOJIT_ENGINE_FEATURES_H

#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/Support/Error.h"

namespace autojit {

/// The compiler may have named features of the processor that this LLVM has no name for (19: avx10.1-256), and the code generator would print that it
/// ignores them. They are taken out: what is off is off, and what is on is in the names of the instructions that it stands for. Fails where that does
/// not hold (autojit/Features.h).
llvm::Error dropUnknownFeatures(llvm::Module &M, const llvm::MCSubtargetInfo &Known);

} // namespace autojit

#endif
