#ifndef AUTOJIT_PLUGIN_USUAL_PIPELINE_H
#define AUTOJIT_PLUGIN_USUAL_PIPELINE_H

#include "llvm/Passes/PassBuilder.h"

namespace autojit {

/// The passes that the compiler runs at this level where nothing is cut.
llvm::ModulePassManager usualPipeline(llvm::PassBuilder &Builder, llvm::OptimizationLevel Level);

/// True while that is put together, which asks all that hooked into pipelines: AutoJIT's own pass has no place in it.
bool isBuildingUsualPipeline();

} // namespace autojit

#endif
