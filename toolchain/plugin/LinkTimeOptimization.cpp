#include "LinkTimeOptimization.h"

#include "SourceNames.h"

using namespace llvm;

namespace autojit {

bool isForLinkTimeOptimization(const Module &M, const CommandLine &Options) {
  return M.getModuleFlag("ThinLTO") || M.getModuleFlag("EnableSplitLTOUnit") || Options.optimizesAtLinkTime() || isMadeBy(M, "rustc version");
}

} // namespace autojit
