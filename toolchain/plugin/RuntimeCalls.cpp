#include "RuntimeCalls.h"

#include "autojit/Symbols.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace autojit {
namespace {

/// What the runtime's and the engine's libraries import, written by the build (CMakeLists.txt), and what the dynamic loader takes from the program.
const StringSet<> &importedNames() {
  static const StringSet<> Names = {
#include "RuntimeImports.inc"
      "malloc", "calloc", "realloc", "free"};
  return Names;
}

} // namespace

void addReached(FunctionSet &Reached) {
  SmallVector<const Function *, 16> Todo(Reached.begin(), Reached.end());
  while (!Todo.empty())
    for (const Instruction &I : instructions(*Todo.pop_back_val()))
      if (const auto *Call = dyn_cast<CallBase>(&I))
        for (const Use &Operand : Call->operands())
          if (const auto *F = dyn_cast<Function>(Operand->stripPointerCastsAndAliases()); F && !F->isDeclaration() && Reached.insert(F).second)
            Todo.push_back(F);
}

FunctionSet findRuntimeCalls(const Module &M) {
  FunctionSet Result;
  for (const Function &F : M)
    if (!F.isDeclaration() && !F.hasLocalLinkage() && importedNames().contains(symbolOf(F)))
      Result.insert(&F);
  for (const GlobalAlias &Alias : M.aliases())
    if (const auto *F = dyn_cast<Function>(Alias.getAliaseeObject()); F && !Alias.hasLocalLinkage() && importedNames().contains(symbolOf(Alias)))
      Result.insert(F);
  addReached(Result);
  return Result;
}

} // namespace autojit
