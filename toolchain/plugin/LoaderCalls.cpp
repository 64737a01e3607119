#include "LoaderCalls.h"

#include "autojit/Symbols.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
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
  auto Add = [&](const Value *V) {
    if (const auto *F = dyn_cast_or_null<Function>(V); F && !F->isDeclaration() && Reached.insert(F).second)
      Todo.push_back(F);
  };
  while (!Todo.empty()) {
    const Function &Caller = *Todo.pop_back_val();
    for (const Instruction &I : instructions(Caller)) {
      const auto *Call = dyn_cast<CallBase>(&I);
      if (!Call)
        continue;
      if (isa<MemIntrinsic>(Call)) // becomes a call of one of these, the program's own where it has one
        for (StringRef Name : {"memcpy", "memmove", "memset"})
          Add(Caller.getParent()->getNamedValue(Name));
      for (const Use &Operand : Call->operands())
        Add(Operand->stripPointerCastsAndAliases());
    }
  }
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
