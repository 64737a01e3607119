#include "Draft.h"

#include "autojit/Symbols.h"
#include "autojit/body.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/CFG.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Operator.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace autojit {
namespace {

/// Variables of one function, in bytes, that are no matter for any stack that can make a first call. Larger ones may share their places once the
/// optimizer has looked at them. The program's main function is called when there is all of the stack.
constexpr uint64_t LargestFrame = 4096, LargestFrameOfMain = 64 << 10;

/// What the optimizer decides shows in the result: answers to `__builtin_constant_p` and `__builtin_object_size`, and numbers that may be rounded in
/// several ways, which must not change while the program runs.
bool dependsOnOptimizer(const Instruction &I, bool Fuse) {
  if (const auto *Intrinsic = dyn_cast<IntrinsicInst>(&I))
    if (Intrinsic->getIntrinsicID() == Intrinsic::is_constant || Intrinsic->getIntrinsicID() == Intrinsic::objectsize)
      return true;
  const auto *Math = dyn_cast<FPMathOperator>(&I);
  return Math && (Math->getFastMathFlags().any() ||
                  (Fuse && (I.getOpcode() == Instruction::FMul || I.getOpcode() == Instruction::FAdd || I.getOpcode() == Instruction::FSub)));
}

/// The program's main function is called once, whatever it does.
bool isMain(const Function &F) { return symbolOf(F) == std::string("main") + AUTOJIT_BODY_SUFFIX; }

bool hasLargeFrame(const Function &F) {
  uint64_t Size = 0;
  for (const Instruction &I : instructions(F))
    if (const auto *Alloca = dyn_cast<AllocaInst>(&I))
      if (const auto Bytes = Alloca->getAllocationSize(F.getDataLayout()))
        Size += Bytes->getKnownMinValue();
  return Size > (isMain(F) ? LargestFrameOfMain : LargestFrame);
}

bool callsNothing(const Loop &L) {
  return none_of(L.blocks(), [](const BasicBlock *Block) {
    return any_of(*Block, [](const Instruction &I) { return isa<CallBase>(I) && !isa<IntrinsicInst>(I); });
  });
}

/// Whether it may spend its time in one call, where the next call would be too late for better code: in a loop within a loop, or, where there is no
/// next call, in any. A single loop would have to go round a million times at once to be worth what a final costs. Where a loop calls others, those
/// get better code meanwhile; large functions would cost more than they are likely to gain, unless there is one more loop around
/// (docs/decisions/043 has the numbers).
bool isKernel(const Function &F) {
  constexpr unsigned Largest = 400, LargestOfTwoLoops = 150;
  const unsigned Size = F.getInstructionCount();
  if (Size > Largest)
    return false;
  DominatorTree Tree(const_cast<Function &>(F)); // which does not change it
  const LoopInfo Loops(Tree);
  const unsigned Least = isMain(F) ? 1 : Size <= LargestOfTwoLoops ? 2 : 3;
  return any_of(Loops.getLoopsInPreorder(), [Least](const Loop *L) { return L->isInnermost() && L->getLoopDepth() >= Least && callsNothing(*L); });
}

/// Whether nothing but the way to the end of the function follows, this instruction included.
bool leadsToReturn(const Instruction *I) {
  constexpr unsigned MostSteps = 16;
  for (unsigned Step = 0; I && Step != MostSteps; ++Step) {
    if (isa<ReturnInst>(I))
      return true;
    if (I->isTerminator()) {
      const BasicBlock *Next = I->getParent()->getSingleSuccessor();
      I = Next ? &Next->front() : nullptr;
    } else if (isa<LoadInst, StoreInst, CastInst, PHINode, DbgInfoIntrinsic>(I) || I->isLifetimeStartOrEnd()) {
      I = I->getNextNode();
    } else {
      return false;
    }
  }
  return false;
}

} // namespace

bool mayBeDraft(const Module &Extracted, bool Fuse) {
  for (const Function &F : Extracted) {
    if (F.isDeclaration())
      continue;
    if (any_of(instructions(F), [Fuse](const Instruction &I) { return dependsOnOptimizer(I, Fuse); }) || hasLargeFrame(F) || isKernel(F))
      return false;
  }
  return true;
}

/// Behind all variables, which would be made anew each time elsewhere than in the first block, and behind what debuggers take for the function's
/// preparations: they show arguments once those are stored.
static BasicBlock::iterator startOf(Function &F) {
  BasicBlock &Entry = F.getEntryBlock();
  BasicBlock::iterator Start = Entry.getFirstNonPHIIt();
  for (BasicBlock::iterator I = Start; I != Entry.end(); ++I)
    if (isa<AllocaInst>(*I))
      Start = std::next(I);
  while (isa<StoreInst>(*Start) && isa<Argument>(cast<StoreInst>(*Start).getValueOperand()))
    ++Start;
  return Start;
}

bool mayEndWithCall(const Function &F) {
  return any_of(instructions(F), [](const Instruction &I) { return isa<CallInst>(I) && !isa<IntrinsicInst>(I) && leadsToReturn(I.getNextNode()); });
}

void returnAfterCalls(Function &F) {
  for (BasicBlock &Block : make_early_inc_range(F)) {
    auto *Return = dyn_cast<ReturnInst>(Block.getTerminator());
    if (!Return || Block.isEntryBlock() || &*Block.getFirstNonPHIOrDbg() != Return)
      continue;
    for (BasicBlock *Before : SmallVector<BasicBlock *>(predecessors(&Block))) {
      const auto *Branch = dyn_cast<BranchInst>(Before->getTerminator());
      const auto *Call = Branch && Branch->isUnconditional() ? dyn_cast_or_null<CallInst>(Branch->getPrevNode()) : nullptr;
      if (Call && Call->isTailCall())
        FoldReturnIntoUncondBranch(Return, &Block, Before);
    }
    if (pred_empty(&Block))
      DeleteDeadBlock(&Block);
  }
}

namespace {

/// The value of a cleanup's switch is one of its cases: nothing is at the other end.
bool leadsNowhere(const BasicBlock &Block) { return isa<UnreachableInst>(*Block.getFirstNonPHIOrDbg()) && Block.phis().empty(); }

/// One comparison after the other. The last one is left out where no other value can be.
void compareInstead(SwitchInst &Switch) {
  BasicBlock *const Head = Switch.getParent(), *Default = Switch.getDefaultDest();
  SmallVector<std::pair<ConstantInt *, BasicBlock *>, 4> Cases;
  for (const auto &Case : Switch.cases())
    Cases.emplace_back(Case.getCaseValue(), Case.getCaseSuccessor());
  if (Cases.size() > 1 && leadsNowhere(*Default))
    Default = Cases.pop_back_val().second;

  // As many ways in as before need not be: one for each edge.
  SmallVector<std::pair<PHINode *, Value *>, 8> Merged;
  const SmallSetVector<BasicBlock *, 8> Next(succ_begin(Head), succ_end(Head));
  for (BasicBlock *To : Next)
    for (PHINode &Phi : To->phis()) {
      Merged.emplace_back(&Phi, Phi.getIncomingValueForBlock(Head));
      Phi.removeIncomingValueIf([&](unsigned I) { return Phi.getIncomingBlock(I) == Head; }, /*DeletePHIIfEmpty=*/false);
    }
  const auto Arrive = [&Merged](const BasicBlock *To, BasicBlock *From) {
    for (const auto &[Phi, Value] : Merged)
      if (Phi->getParent() == To)
        Phi->addIncoming(Value, From);
  };

  Value *const Condition = Switch.getCondition();
  IRBuilder<> Build(&Switch);
  BasicBlock *At = Head;
  for (const auto &[Number, To] : Cases) {
    const bool IsLast = Number == Cases.back().first;
    BasicBlock *Else = IsLast ? Default : BasicBlock::Create(Head->getContext(), "", Head->getParent(), At->getNextNode());
    Build.CreateCondBr(Build.CreateICmpEQ(Condition, Number), To, Else);
    Arrive(To, At);
    if (IsLast)
      Arrive(Else, At);
    At = Else;
    Build.SetInsertPoint(At);
    Build.SetCurrentDebugLocation(Switch.getDebugLoc());
  }
  Switch.eraseFromParent();
}

} // namespace

void easeSwitches(Function &F) {
  constexpr unsigned MostComparisons = 4;
  for (BasicBlock &Block : make_early_inc_range(F)) {
    auto *Switch = dyn_cast<SwitchInst>(Block.getTerminator());
    if (!Switch)
      continue;
    const unsigned Width = Switch->getCondition()->getType()->getIntegerBitWidth();
    if (Switch->getNumCases() && Switch->getNumCases() <= MostComparisons && (Width == 8 || Width == 16 || Width == 32 || Width == 64))
      compareInstead(*Switch);
    else if (&*Block.getFirstNonPHIOrDbg() != Switch)
      Block.splitBasicBlock(Switch);
  }
}

void countWork(Function &Draft) {
  Module &M = *Draft.getParent();
  LLVMContext &Context = M.getContext();
  SmallVector<std::pair<const BasicBlock *, const BasicBlock *>, 8> BackEdges;
  FindFunctionBackedges(Draft, BackEdges);
  SmallSetVector<BasicBlock *, 8> Headers;
  for (const auto &[From, To] : BackEdges)
    if (!To->isEHPad())
      Headers.insert(const_cast<BasicBlock *>(To));

  Type *Number = Type::getInt32Ty(Context);
  GlobalVariable *Counter = M.getGlobalVariable(DraftCounter);
  if (!Counter)
    Counter = new GlobalVariable(M, Number, false, GlobalValue::ExternalLinkage, nullptr, DraftCounter);
  FunctionCallee IsHot = M.getOrInsertFunction(DraftIsHot, Type::getVoidTy(Context), PointerType::getUnqual(Context));
  cast<Function>(IsHot.getCallee())->setDoesNotThrow();

  SmallVector<Instruction *, 8> Places{&*startOf(Draft)};
  for (BasicBlock *Header : Headers)
    Places.push_back(&*Header->getFirstInsertionPt());
  MDNode *Rarely = MDBuilder(Context).createBranchWeights(1, 1 << 20);
  for (Instruction *Place : Places) {
    IRBuilder<> Build(Place);
    Value *Left = Build.CreateSub(Build.CreateLoad(Number, Counter), Build.getInt32(1));
    Build.CreateStore(Left, Counter);
    Value *Out = Build.CreateICmpSLT(Left, Build.getInt32(0));
    BasicBlock *Head = Place->getParent(), *Rest = Head->splitBasicBlock(Place);
    BasicBlock *Hot = BasicBlock::Create(Context, "", &Draft, Rest);
    Head->getTerminator()->eraseFromParent();
    Build.SetInsertPoint(Head);
    Build.SetCurrentDebugLocation(Place->getDebugLoc());
    Build.CreateCondBr(Out, Hot, Rest, Rarely);
    Build.SetInsertPoint(Hot);
    Build.CreateCall(IsHot, Counter)->setDoesNotThrow();
    Build.CreateBr(Rest);
  }
}

} // namespace autojit
