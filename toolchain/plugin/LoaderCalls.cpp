#include "LoaderCalls.h"

#include "autojit/Symbols.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace autojit {
namespace {

/// What the dynamic loader calls when it opens the runtime or the engine. Those two themselves are opened such that they call the C library's
/// functions whatever the program replaces.
constexpr StringRef LoaderCalls[] = {"malloc", "calloc", "realloc", "free"};

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

FunctionSet findLoaderCalls(const Module &M) {
  FunctionSet Result;
  for (const Function &F : M)
    if (!F.isDeclaration() && !F.hasLocalLinkage() && is_contained(LoaderCalls, symbolOf(F)))
      Result.insert(&F);
  for (const GlobalAlias &Alias : M.aliases())
    if (const auto *F = dyn_cast<Function>(Alias.getAliaseeObject()); F && !Alias.hasLocalLinkage() && is_contained(LoaderCalls, symbolOf(Alias)))
      Result.insert(F);
  addReached(Result);
  return Result;
}

} // namespace autojit
