#include "WaySearch.h"

#include "LlvmVersion.h"

#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/GetElementPtrTypeIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace autojit {
namespace {

/// Cases of a switch that are tried.
constexpr unsigned MostTurns = 12;

} // namespace

WaySearch::WaySearch(const Module &M, const DenseSet<const GlobalValue *> &Released)
    : M(M), Released(Released), Library(targetOf(M)), Initialized(M.getNamedGlobal("llvm.global_ctors") != nullptr) {}

bool WaySearch::find(ArrayRef<WayCall> Calls, unsigned &Allowed) {
  Acts = Calls;
  Effort = &Allowed;
  // Ways with few detours first: what is wrong is as likely to be the first turn as the last.
  for (unsigned Detours = 0; Detours <= 16; Detours = Detours * 2 + 1) {
    CutShort = false;
    Expressions.clear();
    WayState Start{WayWorld(M, Expressions, Released, Initialized), {}};
    Start.Detours = Detours;
    if (enter(Start, *Acts.front().front().At->getFunction(), nullptr, 0) && follow(std::move(Start)))
      return true;
    if (!CutShort || *Effort == 0)
      return false;
  }
  return false;
}

bool WaySearch::isWanted(const WayState &S, const Instruction &I) const {
  const unsigned Step = S.Frames.back().Step;
  return Step < steps(S).size() && steps(S)[Step].At == &I;
}

WayValue WaySearch::valueOf(WayState &S, const Value *V) {
  if (const auto *C = dyn_cast<Constant>(V))
    return S.World.constant(C);
  auto Known = S.frame().Values.find(V);
  return Known == S.frame().Values.end() ? WayValue::bad() : Known->second;
}

/// How many blocks are between each block and the goal: a block, or (null) any return.
const WaySearch::Distances &WaySearch::distances(const Function &F, const BasicBlock *Goal) {
  auto [Place, New] = Known.try_emplace({&F, Goal});
  if (!New)
    return Place->second;
  Distances Result;
  SmallVector<const BasicBlock *, 32> Queue;
  for (const BasicBlock &Block : F)
    if (Goal ? &Block == Goal : isa<ReturnInst>(Block.getTerminator()))
      Queue.push_back(&Block), Result[&Block] = 0;
  for (size_t I = 0; I != Queue.size(); ++I)
    for (const BasicBlock *Before : predecessors(Queue[I]))
      if (Result.try_emplace(Before, Result[Queue[I]] + 1).second)
        Queue.push_back(Before);
  return Known[{&F, Goal}] = std::move(Result);
}

bool WaySearch::enterBlock(WayState &S, const BasicBlock &To) {
  WayFrame &Frame = S.frame();
  const BasicBlock *From = Frame.Next->getParent();
  SmallVector<std::pair<const PHINode *, WayValue>, 4> Merged;
  for (const PHINode &Phi : To.phis())
    Merged.push_back({&Phi, valueOf(S, Phi.getIncomingValueForBlock(From))});
  for (auto &[Phi, V] : Merged)
    Frame.Values[Phi] = V;
  Frame.Previous = From;
  Frame.Next = To.getFirstNonPHIIt();
  return true;
}

/// Goes on at a block's end. False: nowhere (or, with `Found`, it led there).
bool WaySearch::turn(WayState &S, const Instruction &End, bool &Found) {
  const Distances *Far = nullptr;
  {
    const WayFrame &Frame = S.frame();
    Far = &distances(*Frame.F, Frame.Step < steps(S).size() ? steps(S)[Frame.Step].At->getParent() : nullptr);
  }
  SmallVector<Turn, 8> Turns;
  auto Add = [&](const BasicBlock *To, std::optional<ConstantRange> If) {
    if (auto Distance = Far->find(To); Distance != Far->end())
      Turns.push_back({To, Distance->second, Turns.size(), std::move(If)});
  };
  WayValue Condition;
  if (const auto *Branch = dyn_cast<BranchInst>(&End)) {
    if (Branch->isUnconditional())
      return enterBlock(S, *Branch->getSuccessor(0));
    Condition = valueOf(S, Branch->getCondition());
    if (auto N = S.World.known(Condition))
      return enterBlock(S, *Branch->getSuccessor(N->isZero()));
    Add(Branch->getSuccessor(0), ConstantRange(APInt(1, 1)));
    Add(Branch->getSuccessor(1), ConstantRange(APInt(1, 0)));
  } else if (const auto *Switch = dyn_cast<SwitchInst>(&End)) {
    Condition = valueOf(S, Switch->getCondition());
    if (auto N = S.World.known(Condition)) {
      auto *Number = ConstantInt::get(const_cast<LLVMContext &>(M.getContext()), *N);
      return enterBlock(S, *Switch->findCaseValue(Number)->getCaseSuccessor());
    }
    if (Condition.Kind != WayValue::Number)
      return false;
    SmallDenseSet<APInt, 16> Cases;
    for (const auto &Case : Switch->cases()) {
      Add(Case.getCaseSuccessor(), ConstantRange(Case.getCaseValue()->getValue()));
      Cases.insert(Case.getCaseValue()->getValue());
    }
    // The rest: a few values that no case has.
    unsigned Tries = 0;
    for (const auto &Case : Switch->cases())
      for (const APInt &Other : {Case.getCaseValue()->getValue() + 1, Case.getCaseValue()->getValue() - 1})
        if (Tries < 4 && !Cases.contains(Other)) {
          Add(Switch->getDefaultDest(), ConstantRange(Other));
          ++Tries;
        }
  } else {
    return false;
  }
  if (Condition.Kind != WayValue::Number)
    return false;
  llvm::sort(Turns, [](const Turn &A, const Turn &B) { return std::pair(A.Distance, A.Order) < std::pair(B.Distance, B.Order); });
  if (Turns.size() > MostTurns)
    Turns.truncate(MostTurns);
  bool Tried = false;
  for (const Turn &Each : Turns) {
    if (*Effort == 0)
      return false;
    if (Tried && S.Detours == 0) {
      CutShort = true;
      return false;
    }
    if (&Each == &Turns.back()) { // nothing else is left to go back to
      S.Detours -= Tried;
      return S.World.force(Condition, *Each.If) && enterBlock(S, *Each.To);
    }
    WayState Copy = S;
    if (!Copy.World.force(Condition, *Each.If) || !enterBlock(Copy, *Each.To))
      continue;
    Copy.Detours -= Tried;
    Tried = true;
    if (follow(std::move(Copy))) {
      Found = true;
      return false;
    }
  }
  return false;
}

bool WaySearch::follow(WayState S) {
  auto Blame = [&] {
    if (S.World.LastAsked)
      ++Blamed[S.World.LastAsked];
  };
  while (*Effort) {
    --*Effort;
    const Instruction &I = *S.frame().Next;
    bool Found = false;
    if (I.isTerminator() && !isa<CallBase>(I) && !isa<ReturnInst>(I)) {
      if (turn(S, I, Found))
        continue;
      if (!Found)
        Blame();
      return Found;
    }
    switch (step(S, I)) {
    case Outcome::Next:
      continue;
    case Outcome::Found:
      return true;
    case Outcome::Dead:
      Blame();
      return false;
    }
  }
  return false;
}

/// From a return to the caller, or to other files' code.
bool WaySearch::leave(WayState &S, const ReturnInst &Return) {
  WayFrame &Frame = S.frame();
  const WayValue V = Return.getReturnValue() ? valueOf(S, Return.getReturnValue()) : WayValue::opaque();
  if (V.Kind == WayValue::Bad && Frame.F->getAttributes().hasRetAttr(Attribute::NoUndef))
    return false;
  const CallBase *Site = Frame.Site;
  const bool Wanted = Frame.Step >= steps(S).size();
  for (const WayValue &Local : Frame.Locals)
    S.World.end(Local, true);
  if (!Site) {
    // A run from outside ends: what it gives back is seen there.
    S.World.release(V);
    S.World.runOutside();
    if (Wanted && !S.Shown && S.Act + 1 < Acts.size()) {
      ++S.Act;
      S.Frames.clear();
      return enter(S, *steps(S).front().At->getFunction(), nullptr, 0);
    }
    return enterReleased(S);
  }
  if (!Wanted)
    return false;
  if (Frame.F->getAttributes().hasRetAttr(Attribute::NonNull) && !S.World.forceNonNull(V))
    return false;
  S.Frames.pop_back();
  return finish(S, *Site, V);
}

/// Pointers are bytes into an object, numbers that move them are decided.
std::optional<WayValue> WaySearch::address(WayState &S, const GEPOperator &Place) {
  WayValue Base = S.World.resolved(valueOf(S, Place.getPointerOperand()));
  int64_t Offset = 0;
  const DataLayout &Layout = M.getDataLayout();
  if (Place.getType()->isVectorTy())
    return WayValue::bad();
  for (auto Index = gep_type_begin(Place), End = gep_type_end(Place); Index != End; ++Index) {
    if (StructType *Struct = Index.getStructTypeOrNull()) {
      Offset += static_cast<int64_t>(
          Layout.getStructLayout(Struct)->getElementOffset(static_cast<unsigned>(cast<ConstantInt>(Index.getOperand())->getZExtValue())));
      continue;
    }
    const TypeSize Stride = Index.getSequentialElementStride(Layout);
    const WayValue Number = valueOf(S, Index.getOperand());
    const auto N = Number.Kind == WayValue::Number ? S.World.decide(Number) : std::nullopt;
    if (!N || Stride.isScalable())
      return WayValue::bad();
    if (N->getSExtValue() > (1 << 24) || N->getSExtValue() < -(1 << 24) || Stride.getFixedValue() > (1u << 24))
      return WayValue::bad();
    Offset += N->getSExtValue() * static_cast<int64_t>(Stride.getFixedValue());
  }
  if (Base.Kind == WayValue::Bad)
    return Base;
  if (Offset == 0)
    return Base;
  if (Base.Kind == WayValue::Number || Base.Kind == WayValue::Opaque)
    return WayValue::bad();
  if (!S.World.forceNonNull(Base))
    return WayValue::bad();
  Base = S.World.resolved(Base);
  Base.Offset += Offset;
  const int64_t Size = S.World.object(Base).Size;
  if (Base.Offset > (1 << 28) || Base.Offset < -(1 << 28) || (Size >= 0 && (Base.Offset < 0 || Base.Offset > Size)))
    return WayValue::bad();
  return Base;
}

/// What the compiler promises of a value that is read or given: the way must not break it.
bool WaySearch::limit(WayState &S, const Instruction &I, WayValue V) {
  if (const MDNode *Range = I.getMetadata(LLVMContext::MD_range))
    if (!S.World.force(V, getConstantRangeFromMetadata(*Range)) || Range->getNumOperands() != 2)
      return false;
  if ((I.hasMetadata(LLVMContext::MD_nonnull) || I.hasMetadata(LLVMContext::MD_dereferenceable)) && !S.World.forceNonNull(V))
    return false;
  return !(V.Kind == WayValue::Bad && I.hasMetadata(LLVMContext::MD_noundef));
}

WayValue WaySearch::part(WayState &S, const ExtractValueInst &Part) {
  const Value *Whole = Part.getAggregateOperand();
  const WayValue V = valueOf(S, Whole);
  if (const auto *Checked = dyn_cast<WithOverflowInst>(Whole)) {
    const auto A = S.World.decide(valueOf(S, Checked->getLHS()), 1), B = S.World.decide(valueOf(S, Checked->getRHS()), 1);
    if (!A || !B)
      return V.Kind == WayValue::Bad ? V : WayValue::opaque();
    const bool Overflows = !ConstantRange::makeExactNoWrapRegion(Checked->getBinaryOp(), *B, Checked->getNoWrapKind()).contains(*A);
    if (Part.getIndices().front() == 1)
      return S.World.number(APInt(1, Overflows));
    const unsigned Code = Checked->getBinaryOp();
    return S.World.number(Code == Instruction::Add ? *A + *B : Code == Instruction::Sub ? *A - *B : *A * *B);
  }
  if (V.Kind != WayValue::Opaque || V.Id == 0)
    return V.Kind == WayValue::Bad ? V : WayValue::opaque();
  // Each part is taken once, so that each may be anything.
  const bool Once = all_of(Whole->users(), [&](const User *U) {
    const auto *Other = dyn_cast<ExtractValueInst>(U);
    return Other && (Other == &Part || (Other->getIndices().front() != Part.getIndices().front()));
  });
  return Once ? S.World.fresh(Part.getType()) : WayValue::opaque();
}

WaySearch::Outcome WaySearch::memory(WayState &S, const Instruction &I) {
  const DataLayout &Layout = M.getDataLayout();
  WayFrame &Frame = S.frame();
  switch (I.getOpcode()) {
  case Instruction::Alloca: {
    const auto &Local = cast<AllocaInst>(I);
    const auto Size = Local.getAllocationSize(Layout);
    const WayValue V = S.World.newObject(Size && !Size->isScalable() ? static_cast<int64_t>(Size->getFixedValue()) : -1, WayCell::Undefined);
    S.World.object(V).Alignment = Local.getAlign();
    Frame.Values[&I] = V;
    Frame.Locals.push_back(V);
    return Local.isUsedWithInAlloca() || (Size && Size->isScalable()) ? Outcome::Dead : Outcome::Next;
  }
  case Instruction::Load: {
    const auto &Load = cast<LoadInst>(I);
    const auto V = S.World.load(valueOf(S, Load.getPointerOperand()), Load);
    if (!V || !limit(S, I, *V) || I.hasMetadata(LLVMContext::MD_invariant_group))
      return Outcome::Dead;
    Frame.Values[&I] = I.hasMetadata(LLVMContext::MD_invariant_load) && V->Kind != WayValue::Bad ? WayValue::opaque() : *V;
    return Outcome::Next;
  }
  case Instruction::Store: {
    const auto &Store = cast<StoreInst>(I);
    const TypeSize Size = Layout.getTypeStoreSize(Store.getValueOperand()->getType());
    const WayValue V = valueOf(S, Store.getValueOperand());
    return !Size.isScalable() && S.World.store(valueOf(S, Store.getPointerOperand()), V, static_cast<int64_t>(Size.getFixedValue()), Store)
               ? Outcome::Next
               : Outcome::Dead;
  }
  case Instruction::AtomicRMW:
  case Instruction::AtomicCmpXchg: {
    // Other threads change it at any time, if they can reach it.
    const auto Place = S.World.target(valueOf(S, I.getOperand(0)));
    if (!Place || S.World.object(*Place).ReadOnly || !S.World.object(*Place).Shared)
      return Outcome::Dead;
    S.World.release(valueOf(S, I.getOperand(I.getOpcode() == Instruction::AtomicRMW ? 1 : 2)));
    Type *Of = I.getOperand(1)->getType();
    if (!S.World.fill(*Place, static_cast<int64_t>(Layout.getTypeStoreSize(Of).getFixedValue()), WayCell::Outside))
      return Outcome::Dead;
    Frame.Values[&I] = S.World.fresh(I.getType());
    return Outcome::Next;
  }
  default:
    return Outcome::Dead;
  }
}

WaySearch::Outcome WaySearch::step(WayState &S, const Instruction &I) {
  WayFrame &Frame = S.frame();
  if (const auto *Call = dyn_cast<CallBase>(&I))
    return call(S, *Call);
  if (const auto *Return = dyn_cast<ReturnInst>(&I)) {
    if (isWanted(S, I))
      show(S, true);
    return leave(S, *Return) ? Outcome::Next : Outcome::Dead;
  }
  const bool Wanted = isWanted(S, I);
  Outcome Result = Outcome::Next;
  WayValue V = WayValue::opaque();
  if (I.mayReadOrWriteMemory() || isa<AllocaInst>(I)) {
    Result = isa<FenceInst>(I) ? Outcome::Next : memory(S, I);
  } else if (const auto *Place = dyn_cast<GEPOperator>(&I)) {
    const auto At = address(S, *Place);
    if (!At)
      return Outcome::Dead;
    Frame.Values[&I] = *At;
  } else if (const auto *Compare = dyn_cast<CmpInst>(&I)) {
    V = S.World.compare(Compare->getPredicate(), valueOf(S, I.getOperand(0)), valueOf(S, I.getOperand(1)));
    if (I.hasPoisonGeneratingFlags() && V.Kind != WayValue::Bad)
      V = WayValue::bad();
    Frame.Values[&I] = I.getType()->isVectorTy() ? WayValue::opaque() : V;
  } else if (I.isBinaryOp() && I.getType()->isIntegerTy()) {
    V = S.World.operation(I.getOpcode(), valueOf(S, I.getOperand(0)), valueOf(S, I.getOperand(1)), I);
    if (V.Kind == WayValue::Bad && I.isIntDivRem())
      return Outcome::Dead;
    Frame.Values[&I] = V;
  } else if (I.isBinaryOp() && I.getType()->isFloatingPointTy()) {
    Frame.Values[&I] = S.World.floating(I.getOpcode(), valueOf(S, I.getOperand(0)), valueOf(S, I.getOperand(1)), I.getType(), I);
  } else if (isa<CastInst>(I)) {
    Frame.Values[&I] = S.World.cast(I.getOpcode(), valueOf(S, I.getOperand(0)), I.getType(), I);
  } else if (isa<SelectInst>(I) && !I.getType()->isVectorTy()) {
    Frame.Values[&I] = S.World.choice(valueOf(S, I.getOperand(0)), valueOf(S, I.getOperand(1)), valueOf(S, I.getOperand(2)));
  } else if (const auto *Part = dyn_cast<ExtractValueInst>(&I)) {
    Frame.Values[&I] = part(S, *Part);
  } else if (isa<FreezeInst>(I)) {
    V = valueOf(S, I.getOperand(0));
    Frame.Values[&I] = V.Kind == WayValue::Bad ? WayValue::opaque() : V;
  } else {
    if (I.isIntDivRem() || I.isEHPad() || I.isTerminator())
      return Outcome::Dead;
    const bool Whole = !canCreateUndefOrPoison(cast<Operator>(&I)) &&
                       none_of(I.operands(), [&](const Use &U) { return !isa<BasicBlock>(U) && valueOf(S, U).Kind == WayValue::Bad; });
    Frame.Values[&I] = Whole ? WayValue::opaque() : WayValue::bad();
  }
  if (Result == Outcome::Next) {
    ++S.frame().Next;
    if (Wanted)
      show(S, S.frame().Step + 1 < steps(S).size());
  }
  return Result;
}

} // namespace autojit
