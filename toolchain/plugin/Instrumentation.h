#ifndef AUTOJIT_PLUGIN_INSTRUMENTATION_H
#define AUTOJIT_PLUGIN_INSTRUMENTATION_H

#include "EagerReason.h"

#include "llvm/IR/Function.h"
#include "llvm/Passes/PassBuilder.h"

namespace autojit {

inline constexpr EagerReason Instrumented{"instrumented", "instrumented by the compiler (sanitizer, profile or coverage)"};

/// True when the compiler's pipeline of this level will instrument the module, or use a profile of it: later passes that must find whole functions.
/// Of most of them the module itself shows nothing yet.
bool pipelineInstruments(llvm::PassBuilder &Builder, llvm::OptimizationLevel Level);

/// True when the front end left checks in `M` whose reports name functions and lines (-fsanitize=undefined).
bool hasReportingChecks(const llvm::Module &M);

/// True when `F` asks for instrumentation by its attributes.
bool isInstrumented(const llvm::Function &F);

} // namespace autojit

#endif
