#ifndef AUTOJIT_ENGINE_FEATURES_H
#define AUTOJIT_ENGINE_FEATURES_H

#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"

namespace autojit {

/// An older compiler may have switched off features of the processor that this LLVM has no name for any more (avx10.1-256), and the code generator
/// would print that it ignores them. What is off is off: they are taken out.
void dropForgottenFeatures(llvm::Module &M, const llvm::MCSubtargetInfo &Known);

} // namespace autojit

#endif
