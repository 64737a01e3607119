#include "ArtificialLines.h"

#include "LlvmVersion.h"

#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

#include <algorithm>

using namespace llvm;

namespace autojit {
namespace {

/// The first line of its file that the function's instructions come from; 0: none.
unsigned firstLine(const Function &F, const DISubprogram &Described) {
  unsigned Result = 0;
  for (const Instruction &I : instructions(F))
    if (const DILocation *At = I.getDebugLoc();
        At && At->getLine() && !At->getInlinedAt() && At->getFile() == Described.getFile() && At->getScope()->getSubprogram() == &Described)
      Result = Result ? std::min(Result, At->getLine()) : At->getLine();
  return Result;
}

} // namespace

void giveArtificialFunctionsLines(Module &M) {
  ValueToValueMapTy Map;
  for (Function &F : M) {
    const DISubprogram *Old = F.getSubprogram();
    const unsigned Line = Old && Old->getLine() == 0 ? firstLine(F, *Old) : 0;
    if (!Line)
      continue;
    if (Map.MD().empty()) // what all functions share stays as it is
      for (DICompileUnit *Unit : M.debug_compile_units())
        Map.MD()[Unit].reset(Unit);
    DISubprogram *New = withLine(*Old, Line);
    Map.MD()[Old].reset(New);
    F.setSubprogram(New);
    // Scopes and locations lead to the description, so they are made anew; values stay.
    RemapFunction(F, Map, RF_IgnoreMissingLocals | RF_ReuseAndMutateDistinctMDs);
  }
}

} // namespace autojit
