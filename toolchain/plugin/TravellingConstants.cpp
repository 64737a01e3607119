#include "TravellingConstants.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace autojit {
namespace {

bool mayTravel(const GlobalVariable &V) {
  return V.hasLocalLinkage() && V.isConstant() && V.hasGlobalUnnamedAddr() && V.hasInitializer() && !V.hasSection() && !V.hasComdat() &&
         !V.isThreadLocal() && V.getAddressSpace() == 0 && !holdsAddress(*V.getInitializer());
}

/// True when every use of `C`, through expressions that it is part of, is in a function that leaves.
bool usedOnlyBy(const Constant &C, const FunctionSet &Gone) {
  return all_of(C.users(), [&](const User *U) {
    if (const auto *I = dyn_cast<Instruction>(U))
      return Gone.contains(I->getFunction());
    return !isa<GlobalValue>(U) && usedOnlyBy(*cast<Constant>(U), Gone);
  });
}

} // namespace

bool holdsAddress(const Constant &C) {
  return isa<GlobalValue, BlockAddress, DSOLocalEquivalent, NoCFIValue>(C) || any_of(C.operands(), [](const Use &U) {
           const auto *Part = dyn_cast<Constant>(U.get());
           return Part && holdsAddress(*Part);
         });
}

ConstantSet findTravellingConstants(const Module &M, const FunctionSet &Gone) {
  ConstantSet Result;
  for (const GlobalVariable &V : M.globals())
    if (mayTravel(V) && usedOnlyBy(V, Gone))
      Result.insert(&V);
  return Result;
}

} // namespace autojit
