#include "TravellingConstants.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace autojit {
namespace {

bool holdsBlockAddress(const Constant &C) {
  return isa<BlockAddress>(C) || any_of(C.operands(), [](const Use &U) {
           const auto *Part = dyn_cast<Constant>(U.get());
           return Part && !isa<GlobalValue>(Part) && holdsBlockAddress(*Part);
         });
}

bool mayTravel(const GlobalVariable &V) {
  return V.hasLocalLinkage() && V.isConstant() && V.hasGlobalUnnamedAddr() && V.hasInitializer() && !V.hasSection() && !V.hasComdat() &&
         !V.isThreadLocal() && V.getAddressSpace() == 0 && !holdsBlockAddress(*V.getInitializer());
}

/// True when every use of `C`, through constants that it is part of, is in a function that leaves or in another candidate.
bool usedOnlyBy(const Constant &C, const FunctionSet &Gone, const ConstantSet &Candidates) {
  return all_of(C.users(), [&](const User *U) {
    if (const auto *I = dyn_cast<Instruction>(U))
      return Gone.contains(I->getFunction());
    if (const auto *V = dyn_cast<GlobalVariable>(U))
      return Candidates.contains(V);
    if (isa<GlobalValue>(U))
      return false; // an alias, a personality …
    return usedOnlyBy(*cast<Constant>(U), Gone, Candidates);
  });
}

} // namespace

ConstantSet findTravellingConstants(const Module &M, const FunctionSet &Gone) {
  ConstantSet Candidates;
  for (const GlobalVariable &V : M.globals())
    if (mayTravel(V))
      Candidates.insert(&V);
  // Dropping one candidate can disqualify those that it names, so repeat until nothing changes.
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (const GlobalVariable &V : M.globals())
      if (Candidates.contains(&V) && !usedOnlyBy(V, Gone, Candidates)) {
        Candidates.erase(&V);
        Changed = true;
      }
  }
  return Candidates;
}

} // namespace autojit
