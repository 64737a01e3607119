#include "UsualPipeline.h"

using namespace llvm;

namespace autojit {
namespace {

thread_local bool Building = false;

} // namespace

ModulePassManager usualPipeline(PassBuilder &Builder, OptimizationLevel Level) {
  Building = true;
  ModulePassManager Passes = Level == OptimizationLevel::O0 ? Builder.buildO0DefaultPipeline(Level) : Builder.buildPerModuleDefaultPipeline(Level);
  Building = false;
  return Passes;
}

bool isBuildingUsualPipeline() { return Building; }

} // namespace autojit
