#include "WaySearch.h"

#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace autojit {
namespace {

/// Functions that are entered within each other.
constexpr size_t Deepest = 24;

bool isAllocation(const CallBase &Call) {
  return Call.hasFnAttr(Attribute::AllocKind) || Call.hasFnAttr(Attribute::AllocSize) || Call.hasRetAttr(Attribute::NoAlias);
}

/// Whatever their declaration says.
bool neverReturns(const Function &F) {
  static constexpr StringLiteral Names[] = {"exit",    "_exit",    "_Exit",      "quick_exit",  "abort",
                                            "longjmp", "_longjmp", "siglongjmp", "__cxa_throw", "pthread_exit"};
  return F.isDeclaration() && is_contained(Names, F.getName());
}

/// Whether the value can be one that a parameter or a result with these attributes may have; makes it one.
bool keepsPromise(WayState &S, WayValue V, AttributeSet Promised) {
  if (V.Kind == WayValue::Bad && Promised.hasAttribute(Attribute::NoUndef))
    return false;
  if ((Promised.hasAttribute(Attribute::NonNull) || Promised.getDereferenceableBytes()) && !S.World.forceNonNull(V))
    return false;
  return !Promised.hasAttribute(Attribute::Range) || S.World.force(V, Promised.getAttribute(Attribute::Range).getRange());
}

bool isSetjmp(const Function *F) {
  return F && (F->getName() == "setjmp" || F->getName() == "_setjmp" || F->getName() == "sigsetjmp" || F->getName() == "__sigsetjmp");
}

} // namespace

bool WaySearch::isKnown(const Function &F) const {
  LibFunc Routine;
  return F.isDeclaration() && Library.getLibFunc(F.getName(), Routine);
}

/// A step was made that enters nothing by itself: from here on other files may know the next step's function (`Shown`), or there is none.
void WaySearch::show(WayState &S, bool Shown) {
  S.Shown = Shown ? S.frame().Step + 1 : 0;
  for (WayFrame &Frame : S.Frames)
    Frame.Step = stepCount(S);
}

/// Other files' code runs: it calls the function that was shown to it, if it is time for that.
bool WaySearch::enterReleased(WayState &S) {
  if (!S.Shown)
    return false;
  const Function &F = *steps(S)[S.Shown].At->getFunction();
  return S.World.isReleased(F) && enter(S, F, nullptr, std::exchange(S.Shown, 0));
}

bool WaySearch::takeArguments(WayState &S, WayFrame &Into, const CallBase &Call) {
  const Function &F = *Into.F;
  for (const Argument &A : F.args()) {
    const unsigned N = A.getArgNo();
    if (N >= Call.arg_size() || Call.getArgOperand(N)->getType() != A.getType())
      return false;
    WayValue V = valueOf(S, Call.getArgOperand(N));
    const bool Result = A.hasStructRetAttr();
    if (A.hasInAllocaAttr() || A.hasPreallocatedAttr() || A.hasSwiftErrorAttr() || (A.hasNoAliasAttr() && !Result))
      return false;
    if (A.hasByValAttr()) {
      const int64_t Size = static_cast<int64_t>(M.getDataLayout().getTypeAllocSize(A.getParamByValType()).getFixedValue());
      const WayValue Copy = S.World.newObject(Size, WayCell::Undefined);
      if (!S.World.copy(Copy, V, Size))
        return false;
      Into.Locals.push_back(Copy);
      V = Copy;
    }
    if (!keepsPromise(S, V, F.getAttributes().getParamAttrs(N)))
      return false;
    Into.Values[&A] = V;
  }
  return true;
}

bool WaySearch::enter(WayState &S, const Function &F, const CallBase *Site, unsigned Step) {
  if (S.Frames.size() >= Deepest || F.hasFnAttribute(Attribute::Naked) || F.isPresplitCoroutine())
    return false;
  WayFrame Frame;
  Frame.F = &F;
  Frame.Site = Site;
  Frame.Step = Step;
  if (Site) {
    if (!takeArguments(S, Frame, *Site))
      return false;
  } else {
    const bool IsMain = F.getName() == "main" && !F.hasLocalLinkage();
    for (const Argument &A : F.args()) {
      if (A.hasInAllocaAttr() || A.hasPreallocatedAttr() || A.hasSwiftErrorAttr() || A.hasNestAttr())
        return false;
      WayValue V = S.World.fresh(A.getType());
      if (A.getType()->isPointerTy()) {
        const bool Own = A.hasByValAttr() || A.hasStructRetAttr();
        V = S.World.freshPointer(Own || IsMain || A.hasAttribute(Attribute::NonNull) || A.getDereferenceableBytes(), Own || A.hasNoAliasAttr());
      } else if (IsMain && !S.World.force(V, ConstantRange(APInt(32, 1), APInt(32, 1000)))) {
        return false;
      }
      if (A.hasAttribute(Attribute::Range) && !S.World.force(V, A.getAttribute(Attribute::Range).getRange()))
        return false;
      Frame.Values[&A] = V;
    }
  }
  Frame.Next = F.getEntryBlock().begin();
  S.Frames.push_back(std::move(Frame));
  return true;
}

/// Ends a call that gave `V`.
bool WaySearch::finish(WayState &S, const CallBase &Call, WayValue V) {
  if (!keepsPromise(S, V, Call.getAttributes().getRetAttrs()))
    return false;
  if (!Call.getType()->isVoidTy()) {
    if (!limit(S, Call, V))
      return false;
    S.frame().Values[&Call] = V;
  }
  if (const auto *Invoke = dyn_cast<InvokeInst>(&Call))
    return enterBlock(S, *Invoke->getNormalDest());
  ++S.frame().Next;
  return true;
}

bool WaySearch::checkArguments(WayState &S, const CallBase &Call) {
  for (unsigned N = 0; N != Call.arg_size(); ++N) {
    if (Call.getArgOperand(N)->getType()->isMetadataTy())
      continue;
    const WayValue V = valueOf(S, Call.getArgOperand(N));
    const Function *Callee = Call.getCalledFunction();
    if (!keepsPromise(S, V, Call.getAttributes().getParamAttrs(N)) || (Callee && !keepsPromise(S, V, Callee->getAttributes().getParamAttrs(N))))
      return false;
  }
  return true;
}

std::optional<WayValue> WaySearch::answer(WayState &S, const CallBase &Call) {
  if (const Value *Same = Call.getReturnedArgOperand())
    return valueOf(S, Same);
  const bool NonNull = Call.hasRetAttr(Attribute::NonNull) || Call.getRetDereferenceableBytes() || isAllocation(Call);
  if (Call.getType()->isStructTy())
    return WayValue::several();
  return Call.getType()->isPointerTy() ? S.World.freshPointer(NonNull, isAllocation(Call)) : S.World.fresh(Call.getType());
}

/// A call of what is not in this file, or may be another there.
WaySearch::Outcome WaySearch::outside(WayState &S, const CallBase &Call, const Function *Callee) {
  if (Call.doesNotReturn() || Call.hasOperandBundles())
    return Outcome::Dead;
  if (Call.hasFnAttr(Attribute::ReturnsTwice) || isSetjmp(Callee))
    return isSetjmp(Callee) && Call.getType()->isIntegerTy(32) && finish(S, Call, S.World.number(APInt(32, 0))) ? Outcome::Next : Outcome::Dead;
  const MemoryEffects Effects = Call.getMemoryEffects();
  if (Effects.onlyReadsMemory()) {
    if (!Callee)
      return Outcome::Dead;
    auto Steady = S.World.SteadyAnswers.find(Callee);
    if (Steady == S.World.SteadyAnswers.end()) {
      const auto V = answer(S, Call);
      Steady = S.World.SteadyAnswers.try_emplace(Callee, V ? *V : WayValue::opaque()).first;
    }
    return finish(S, Call, Steady->second) ? Outcome::Next : Outcome::Dead;
  }
  if (Effects != MemoryEffects::unknown())
    return Outcome::Dead;
  for (unsigned N = 0; N != Call.arg_size(); ++N) {
    const WayValue V = valueOf(S, Call.getArgOperand(N));
    if (Call.isByValArgument(N))
      S.World.releaseHeld(V);
    else if (!Call.paramHasAttr(N, Attribute::ReadOnly) && !Call.paramHasAttr(N, Attribute::ReadNone))
      S.World.release(V);
  }
  S.World.runOutside();
  if (enterReleased(S))
    return Outcome::Next;
  const auto V = answer(S, Call);
  return V && finish(S, Call, *V) ? Outcome::Next : Outcome::Dead;
}

/// A routine of the C library, of which the optimizer knows much: little is taken as free.
WaySearch::Outcome WaySearch::library(WayState &S, const CallBase &Call, const Function &Callee) {
  LibFunc Routine = NotLibFunc;
  Library.getLibFunc(Callee.getName(), Routine);
  if (Call.doesNotReturn() || Call.hasOperandBundles())
    return Outcome::Dead;
  auto Argument = [&](unsigned N) { return N < Call.arg_size() ? S.World.resolved(valueOf(S, Call.getArgOperand(N))) : WayValue::bad(); };
  auto End = [&](WayValue V) { return finish(S, Call, V) ? Outcome::Next : Outcome::Dead; };
  switch (Routine) {
  case LibFunc_malloc:
  case LibFunc_calloc:
  case LibFunc_Znwm:
  case LibFunc_Znam: {
    const bool Zeroed = Routine == LibFunc_calloc;
    auto Size = S.World.decide(Argument(0), 1000);
    const auto Times = Zeroed ? S.World.decide(Argument(1), 1000) : std::optional(APInt(64, 1));
    if (!Size || !Times || Size->ugt(1 << 24) || Times->ugt(1 << 24))
      return Outcome::Dead;
    return End(S.World.newObject(static_cast<int64_t>(Size->getZExtValue() * Times->getZExtValue()), Zeroed ? WayCell::Zero : WayCell::Undefined));
  }
  case LibFunc_free: {
    const WayValue V = Argument(0);
    if (V.Kind == WayValue::Bad || V.Kind == WayValue::Number || (V.Kind == WayValue::Unbound && !S.World.forceNonNull(V)))
      return Outcome::Dead;
    if (const WayValue Place = S.World.resolved(V); Place.Kind == WayValue::Place && Place.Id) {
      if (Place.Offset || S.World.object(Place).Global)
        return Outcome::Dead;
      S.World.end(Place, true);
    }
    return End(WayValue::opaque());
  }
  case LibFunc_strcmp:
  case LibFunc_strncmp:
  case LibFunc_strcasecmp:
  case LibFunc_strncasecmp:
  case LibFunc_memcmp:
  case LibFunc_bcmp:
  case LibFunc_strlen: {
    // A text from outside that nothing is known of yet may be this or that.
    const bool One = Routine == LibFunc_strlen, Counted = Call.arg_size() > 2;
    const auto A = S.World.target(Argument(0)), B = One ? A : S.World.target(Argument(1));
    if (!A || !B)
      return Outcome::Dead;
    for (const WayValue &Text : {*A, *B})
      if (const WayObject &O = S.World.object(Text); O.Gone || (O.Cells.empty() && O.Rest == WayCell::Undefined))
        return Outcome::Dead;
    if ((Routine == LibFunc_strcmp || Routine == LibFunc_strcasecmp) && Call.getType()->isIntegerTy() && A->Id != B->Id) {
      const bool IgnoresCase = Routine == LibFunc_strcasecmp;
      if (const auto Text = S.World.constantText(*B))
        return End(S.World.compareText(*A, *Text, IgnoresCase, 1, Call.getType()));
      if (const auto Text = S.World.constantText(*A))
        return End(S.World.compareText(*B, *Text, IgnoresCase, -1, Call.getType()));
    }
    const auto Count = Counted ? S.World.decide(Argument(2), 1) : std::optional(APInt(64, 1));
    const bool Free = Count && !Count->isZero() && (One || A->Id != B->Id) && (S.World.spendText(*A) || (!One && S.World.spendText(*B)));
    if (!Free || !Call.getType()->isIntegerTy())
      return End(WayValue::opaque());
    const WayValue V = S.World.fresh(Call.getType());
    const unsigned Width = Call.getType()->getIntegerBitWidth();
    return S.World.force(V, ConstantRange(APInt(Width, 0), APInt(Width, One ? 1 << 20 : 2))) ? End(V) : Outcome::Dead;
  }
  case LibFunc_open:
  case LibFunc_read:
  case LibFunc_write:
  case LibFunc_pread:
  case LibFunc_pwrite:
  case LibFunc_fopen:
  case LibFunc_opendir:
  case LibFunc_getenv:
  case LibFunc_stat:
  case LibFunc_lstat:
  case LibFunc_fstat:
  case LibFunc_access:
  case LibFunc_unlink:
  case LibFunc_mkdir:
  case LibFunc_rmdir:
  case LibFunc_rename:
  case LibFunc_chmod:
  case LibFunc_gettimeofday: {
    for (unsigned N = 0; N != Call.arg_size(); ++N)
      S.World.blur(Argument(N));
    const auto V = answer(S, Call);
    if (!V)
      return Outcome::Dead;
    // What each of them answers at times: nothing, or that it failed.
    if (const auto *Number = dyn_cast<IntegerType>(Call.getType());
        Number && !S.World.force(*V, ConstantRange(APInt::getAllOnes(Number->getBitWidth()), APInt(Number->getBitWidth(), 1))))
      return Outcome::Dead;
    return End(*V);
  }
  default:
    break;
  }
  for (unsigned N = 0; N != Call.arg_size(); ++N) {
    const WayValue V = Argument(N);
    if (V.Kind == WayValue::Place && isa_and_nonnull<Function>(S.World.object(V).Global)) // it may be called
      return Outcome::Dead;
    S.World.blur(V);
  }
  return End(WayValue::opaque());
}

WaySearch::Outcome WaySearch::intrinsic(WayState &S, const CallBase &Call, const Function &Callee) {
  auto Argument = [&](unsigned N) { return valueOf(S, Call.getArgOperand(N)); };
  auto End = [&](WayValue V) { return finish(S, Call, V) ? Outcome::Next : Outcome::Dead; };
  if (Call.hasOperandBundles() || Call.doesNotReturn())
    return Outcome::Dead;
  switch (Callee.getIntrinsicID()) {
  case Intrinsic::dbg_declare:
  case Intrinsic::dbg_value:
  case Intrinsic::dbg_label:
  case Intrinsic::dbg_assign:
  case Intrinsic::stackrestore:
  case Intrinsic::vaend:
  case Intrinsic::prefetch:
  case Intrinsic::sideeffect:
    return End(WayValue::opaque());
  case Intrinsic::stacksave:
    return End(WayValue::opaque());
  case Intrinsic::lifetime_start:
  case Intrinsic::lifetime_end:
    S.World.end(Argument(Call.arg_size() - 1), Callee.getIntrinsicID() == Intrinsic::lifetime_end);
    return End(WayValue::opaque());
  case Intrinsic::assume:
    return S.World.forceTruth(Argument(0), true) ? End(WayValue::opaque()) : Outcome::Dead;
  case Intrinsic::is_constant:
    // The optimizer answers as it likes: the way has to go on after either.
    for (const bool Constant : {false, true}) {
      WayState Copy = S;
      if (*Effort == 0 || !finish(Copy, Call, S.World.number(APInt(1, Constant))) || !follow(std::move(Copy)))
        return Outcome::Dead;
    }
    return Outcome::Found;
  case Intrinsic::expect:
  case Intrinsic::expect_with_probability:
  case Intrinsic::threadlocal_address:
    return End(Argument(0));
  case Intrinsic::vastart:
    return S.World.fill(Argument(0), 24, WayCell::Unfollowed) ? End(WayValue::opaque()) : Outcome::Dead;
  case Intrinsic::vacopy:
    return S.World.copy(Argument(0), Argument(1), 24) ? End(WayValue::opaque()) : Outcome::Dead;
  case Intrinsic::memcpy:
  case Intrinsic::memmove:
  case Intrinsic::memcpy_inline:
  case Intrinsic::memset:
  case Intrinsic::memset_inline: {
    const WayValue Length = Argument(2);
    const auto Size = Length.Kind == WayValue::Number ? S.World.decide(Length, 1) : std::nullopt;
    if (!Size || Size->ugt(1 << 24))
      return Outcome::Dead;
    const auto Bytes = static_cast<int64_t>(Size->getZExtValue());
    if (Bytes == 0)
      return End(WayValue::opaque());
    bool Done = false;
    if (isa<MemTransferInst>(Call)) {
      Done = S.World.copy(Argument(0), Argument(1), Bytes);
    } else {
      const auto Filler = S.World.known(Argument(1));
      Done = Argument(1).Kind != WayValue::Bad && S.World.fill(Argument(0), Bytes, Filler && Filler->isZero() ? WayCell::Zero : WayCell::Unfollowed);
    }
    return Done ? End(WayValue::opaque()) : Outcome::Dead;
  }
  default:
    break;
  }
  if (Call.mayReadOrWriteMemory())
    return Outcome::Dead;
  const bool Whole =
      !canCreateUndefOrPoison(cast<Operator>(&Call)) && none_of(Call.args(), [&](const Use &U) { return valueOf(S, U).Kind == WayValue::Bad; });
  return End(Whole ? WayValue::opaque() : WayValue::bad());
}

WaySearch::Outcome WaySearch::call(WayState &S, const CallBase &Call) {
  if (isa<CallBrInst>(Call) || !checkArguments(S, Call))
    return Outcome::Dead;
  const Function *Callee = Call.getCalledFunction();
  if (isWanted(S, Call)) {
    const unsigned Following = S.frame().Step + 1;
    const bool Last = Following == steps(S).size();
    if (Last && S.Act + 1 == Acts.size())
      return Outcome::Found;
    const Function *Next = Last ? nullptr : steps(S)[Following].At->getFunction();
    if (Next && Callee == Next)
      return Call.getCallingConv() == Callee->getCallingConv() && enter(S, *Next, &Call, Following) ? Outcome::Next : Outcome::Dead;
    show(S, !Last);
  }
  if (const auto *Asm = dyn_cast<InlineAsm>(Call.getCalledOperand())) {
    for (const Use &Argument : Call.args())
      Asm->hasSideEffects() ? S.World.release(valueOf(S, Argument)) : S.World.blur(valueOf(S, Argument));
    if (Asm->hasSideEffects())
      S.World.runOutside();
    return finish(S, Call,
                  !Asm->hasSideEffects()         ? WayValue::opaque()
                  : Call.getType()->isStructTy() ? WayValue::several()
                                                 : S.World.fresh(Call.getType()))
               ? Outcome::Next
               : Outcome::Dead;
  }
  if (!Callee) {
    if (Call.hasMetadata(LLVMContext::MD_callees))
      return Outcome::Dead;
    const auto Place = S.World.target(valueOf(S, Call.getCalledOperand()));
    if (!Place)
      return Outcome::Dead;
    const WayObject &O = S.World.object(*Place);
    Callee = dyn_cast_or_null<Function>(O.Global);
    if (Callee ? Place->Offset != 0 || Callee->getFunctionType() != Call.getFunctionType() : O.Global || !O.Shared)
      return Outcome::Dead;
  }
  if (Callee && Callee->isIntrinsic())
    return intrinsic(S, Call, *Callee);
  if (Callee && Callee->getCallingConv() != Call.getCallingConv())
    return Outcome::Dead;
  if (Callee && neverReturns(*Callee))
    return Outcome::Dead;
  if (Callee && isKnown(*Callee))
    return library(S, Call, *Callee);
  if (!Callee || Callee->isDeclaration() || Callee->isInterposable())
    return outside(S, Call, Callee);
  return enter(S, *Callee, &Call, stepCount(S)) ? Outcome::Next : Outcome::Dead;
}

} // namespace autojit
