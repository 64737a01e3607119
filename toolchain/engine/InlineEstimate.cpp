#include "InlineEstimate.h"

#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

#include <limits>

using namespace llvm;

namespace autojit {
namespace {

// The inliner's own numbers (llvm/Analysis/InlineCost.h), which it keeps to itself in part.
constexpr int OfInstruction = 5, OfCall = 25;
constexpr int Usual = 225, AtO3 = 250, Hinted = 325, OfCold = 45, ForSize = 50, ForLeastSize = 5;

/// Of IR instructions: who has more is not even looked at.
constexpr unsigned Largest = 300;

/// Where arguments are constants, branches go away that nobody knows of yet. In percent.
constexpr int Slack = 150;

int costOfCall(const CallBase &Call) { return OfCall + OfInstruction * (1 + static_cast<int>(Call.arg_size())); }

const Value *underneath(const Value *Address) {
  for (;;)
    if (const auto *Element = dyn_cast<GetElementPtrInst>(Address); Element && Element->hasAllConstantIndices())
      Address = Element->getPointerOperand();
    else
      return Address;
}

/// What of it will be left once variables are registers.
int costOf(const Instruction &I) {
  if (isa<AllocaInst, PHINode, ReturnInst, UnreachableInst, GetElementPtrInst, LandingPadInst, ResumeInst, FreezeInst>(I) || I.isLifetimeStartOrEnd())
    return 0;
  if (const auto *Load = dyn_cast<LoadInst>(&I))
    return isa<AllocaInst>(underneath(Load->getPointerOperand())) && !Load->isVolatile() ? 0 : OfInstruction;
  if (const auto *Store = dyn_cast<StoreInst>(&I))
    return isa<AllocaInst>(underneath(Store->getPointerOperand())) && !Store->isVolatile() ? 0 : OfInstruction;
  if (const auto *Branch = dyn_cast<BranchInst>(&I))
    return Branch->isConditional() ? OfInstruction : 0;
  if (const auto *Switch = dyn_cast<SwitchInst>(&I))
    return 2 * OfInstruction * static_cast<int>(std::min(Switch->getNumCases(), 8u));
  if (isa<IntrinsicInst>(I))
    return isa<MemIntrinsic>(I) ? OfInstruction : 0;
  if (const auto *Cast = dyn_cast<CastInst>(&I))
    return isa<ZExtInst, SExtInst, TruncInst, BitCastInst, PtrToIntInst, IntToPtrInst>(Cast) ? 0 : OfInstruction;
  if (const auto *Call = dyn_cast<CallBase>(&I))
    return costOfCall(*Call);
  return OfInstruction;
}

/// The inliner lets no code grow on the way to an end without return.
bool isInPassing(const CallBase &Call) {
  const auto *Invoke = dyn_cast<InvokeInst>(&Call);
  return isa<UnreachableInst>(Call.getParent()->getTerminator()) || (Invoke && isa<UnreachableInst>(Invoke->getNormalDest()->getTerminator()));
}

constexpr int Endless = std::numeric_limits<int>::max() / 4;

} // namespace

InlineEstimate::InlineEstimate(OptimizationLevel Level) : Level(Level) {}

bool InlineEstimate::isNeverOffered(const Function &Body) { return Body.getInstructionCount() > Largest; }

bool InlineEstimate::isCalledInPassing(const Function &Callee) {
  return all_of(Callee.uses(), [](const Use &U) {
    const auto *Call = dyn_cast<CallBase>(U.getUser());
    return Call && Call->isCallee(&U) && isInPassing(*Call);
  });
}

int InlineEstimate::limitOf(const Function &Body) const {
  int Limit = Level.getSizeLevel() == 1 ? ForSize : Level.getSizeLevel() ? ForLeastSize : Level.getSpeedupLevel() == 3 ? AtO3 : Usual;
  if (Body.hasFnAttribute(Attribute::InlineHint) && !Level.getSizeLevel())
    Limit = Hinted;
  if (Body.hasFnAttribute(Attribute::Cold))
    Limit = std::min(Limit, OfCold);
  return Limit * Slack / 100;
}

Expected<InlineEstimate::Known *> InlineEstimate::look(Function &Body, BodyBehind Find) {
  std::unique_ptr<Known> &Here = All[&Body];
  if (Here)
    return Here.get();
  if (Error E = Body.materialize()) {
    All.erase(&Body);
    return std::move(E);
  }
  Here = std::make_unique<Known>();
  Known &Result = *Here;
  if (Body.empty() || isNeverOffered(Body)) { // empty: it was dropped, and is as large as that
    Result.Alone = Endless;
    return &Result;
  }
  for (const Instruction &I : instructions(Body)) {
    Result.Alone += autojit::costOf(I);
    const auto *Call = dyn_cast<CallBase>(&I);
    Function *Callee = Call && !isa<IntrinsicInst>(I) ? Call->getCalledFunction() : nullptr;
    if (Function *Behind = Callee && !isInPassing(*Call) ? Find(*Callee) : nullptr)
      Result.Calls.emplace_back(Behind, costOfCall(*Call));
  }
  return &Result;
}

Expected<int> InlineEstimate::costOf(Function &Body, unsigned Levels, BodyBehind Find) {
  Expected<Known *> Of = look(Body, Find);
  if (!Of)
    return Of.takeError();
  Known &Here = **Of;
  if (Here.Total[Levels])
    return *Here.Total[Levels];
  int Cost = Here.Alone;
  if (Levels && Cost != Endless)
    for (auto [Callee, AsCall] : Here.Calls) {
      const bool Always = Callee->hasFnAttribute(Attribute::AlwaysInline);
      if (!Always && (Callee->hasFnAttribute(Attribute::NoInline) || Callee->hasFnAttribute(Attribute::OptimizeNone)))
        continue;
      Expected<int> Inside = costOf(*Callee, Levels - 1, Find);
      if (!Inside)
        return Inside.takeError();
      if (Always || *Inside - AsCall <= limitOf(*Callee))
        Cost = std::min(Cost + *Inside - AsCall, Endless);
    }
  Here.Total[Levels] = Cost;
  return Cost;
}

Expected<bool> InlineEstimate::isWorthOffering(Function &Body, BodyBehind Find) {
  Expected<int> Cost = costOf(Body, Depth, Find);
  if (!Cost)
    return Cost.takeError();
  return *Cost <= limitOf(Body);
}

} // namespace autojit
