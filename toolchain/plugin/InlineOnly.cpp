#include "InlineOnly.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace autojit {
namespace {

bool mayBeCarried(const Function &F, OptimizationLevel Level, BodyReasons &Reasons) {
  return F.hasAvailableExternallyLinkage() && !F.isDeclaration() && (Level != OptimizationLevel::O0 || F.hasFnAttribute(Attribute::AlwaysInline)) &&
         !Reasons.of(F);
}

} // namespace

InlineOnly findInlineOnly(ArrayRef<Function *> Lazy, OptimizationLevel Level, BodyReasons &Reasons) {
  InlineOnly Result;
  SmallVector<Function *, 32> Work(Lazy);
  for (size_t I = 0; I != Work.size(); ++I)
    for (const Instruction &Site : instructions(*Work[I]))
      if (const auto *Call = dyn_cast<CallBase>(&Site))
        if (Function *Callee = Call->getCalledFunction(); Callee && mayBeCarried(*Callee, Level, Reasons) && Result.Carried.insert(Callee))
          Work.push_back(Callee);
  // One that stays keeps those that it names, so repeat until nothing changes.
  const FunctionSet Cut(Lazy.begin(), Lazy.end());
  Result.Leaving.insert(Result.Carried.begin(), Result.Carried.end());
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (Function *F : Result.Carried)
      if (Result.Leaving.contains(F) && !all_of(F->users(), [&](const User *U) {
            const auto *Site = dyn_cast<Instruction>(U);
            return Site && (Cut.contains(Site->getFunction()) || Result.Leaving.contains(Site->getFunction()));
          })) {
        Result.Leaving.erase(F);
        Changed = true;
      }
  }
  return Result;
}

} // namespace autojit
