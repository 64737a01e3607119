#include "WayWorld.h"

#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace autojit {
namespace {

/// Expressions that are deeper are not followed.
constexpr unsigned Deepest = 48;

std::optional<APInt> computed(unsigned Code, const APInt &A, const APInt &B) {
  switch (Code) {
  case Instruction::Add:
    return A + B;
  case Instruction::Sub:
    return A - B;
  case Instruction::Mul:
    return A * B;
  case Instruction::And:
    return A & B;
  case Instruction::Or:
    return A | B;
  case Instruction::Xor:
    return A ^ B;
  case Instruction::Shl:
  case Instruction::LShr:
  case Instruction::AShr:
    if (B.uge(A.getBitWidth()))
      return std::nullopt;
    return Code == Instruction::Shl ? A.shl(B) : Code == Instruction::LShr ? A.lshr(B) : A.ashr(B);
  case Instruction::UDiv:
  case Instruction::URem:
    if (B.isZero())
      return std::nullopt;
    return Code == Instruction::UDiv ? A.udiv(B) : A.urem(B);
  case Instruction::SDiv:
  case Instruction::SRem:
    if (B.isZero() || (B.isAllOnes() && A.isMinSignedValue()))
      return std::nullopt;
    return Code == Instruction::SDiv ? A.sdiv(B) : A.srem(B);
  default:
    return std::nullopt;
  }
}

/// True when the result of the very operation is not poison.
bool keepsPromises(const Instruction &I, const APInt &A, const APInt &B) {
  bool Over = false;
  auto Check = [&](bool Signed, bool Unsigned) {
    bool S = false, U = false;
    switch (I.getOpcode()) {
    case Instruction::Add:
      (void)A.sadd_ov(B, S), (void)A.uadd_ov(B, U);
      break;
    case Instruction::Sub:
      (void)A.ssub_ov(B, S), (void)A.usub_ov(B, U);
      break;
    case Instruction::Mul:
      (void)A.smul_ov(B, S), (void)A.umul_ov(B, U);
      break;
    case Instruction::Shl:
      (void)A.sshl_ov(B, S), (void)A.ushl_ov(B, U);
      break;
    default:
      S = U = true;
    }
    Over |= (Signed && S) || (Unsigned && U);
  };
  if (isa<OverflowingBinaryOperator>(I))
    Check(I.hasNoSignedWrap(), I.hasNoUnsignedWrap());
  else if (I.hasPoisonGeneratingFlags()) {
    if (!isa<PossiblyExactOperator>(I) || B.isZero())
      return false;
    auto Quotient = computed(I.getOpcode(), A, B);
    const bool Shifts = I.getOpcode() == Instruction::LShr || I.getOpcode() == Instruction::AShr;
    return Quotient && A == (Shifts ? Quotient->shl(B) : *Quotient * B);
  }
  return !Over;
}

} // namespace

IntegerType *wayNumberType(Type *Of) {
  if (Of->isFloatTy() || Of->isDoubleTy())
    return IntegerType::get(Of->getContext(), Of->isFloatTy() ? 32 : 64);
  auto *Integer = dyn_cast<IntegerType>(Of);
  return Integer && Integer->getBitWidth() <= 64 ? Integer : nullptr;
}

WayValue WayWorld::made(WayExpression E) {
  for (const WayValue &Operand : {E.A, E.B, E.C})
    if (Operand.Kind == WayValue::Number)
      E.Depth = std::max(E.Depth, at(Operand).Depth + 1);
  if (E.Depth > Deepest)
    return WayValue::opaque();
  Expressions->push_back(std::move(E));
  return {WayValue::Number, static_cast<unsigned>(Expressions->size() - 1)};
}

WayValue WayWorld::number(const APInt &N) {
  WayExpression E(WayExpression::Constant);
  E.Width = N.getBitWidth();
  E.Number = N;
  return E.Width > 64 ? WayValue::opaque() : made(std::move(E));
}

WayValue WayWorld::fresh(Type *Of) {
  if (Of->isPointerTy())
    return freshPointer(false, false);
  const auto *Integer = wayNumberType(Of);
  if (!Integer)
    return WayValue::opaque();
  WayExpression E(WayExpression::Unknown);
  E.Code = static_cast<unsigned>(Unknowns.size());
  E.Width = Integer->getBitWidth();
  Unknowns.emplace_back(ConstantRange::getFull(E.Width));
  return made(std::move(E));
}

WayValue WayWorld::freshPointer(bool NonNull, bool Private) {
  Pointers.push_back({NonNull, Private});
  return {WayValue::Unbound, static_cast<unsigned>(Pointers.size() - 1)};
}

WayValue WayWorld::resolved(WayValue V) const {
  if (V.Kind == WayValue::Number && at(V).Kind == WayExpression::Unknown)
    if (auto Known = UnknownPointers.find(at(V).Code); Known != UnknownPointers.end())
      V = Known->second;
  while (V.Kind == WayValue::Unbound && Pointers[V.Id].Bound)
    V = Pointers[V.Id].To;
  return V;
}

WayValue WayWorld::asPointer(WayValue V) {
  V = resolved(V);
  if (V.Kind != WayValue::Number)
    return V;
  if (auto N = known(V))
    return N->isZero() ? WayValue::null() : WayValue::opaque();
  if (at(V).Kind != WayExpression::Unknown || at(V).Width != 64)
    return WayValue::opaque();
  const unsigned Unknown = at(V).Code;
  const bool NonNull = Unknowns[Unknown].Range == ConstantRange(APInt::getZero(64)).inverse() && Unknowns[Unknown].Mask.isZero();
  if (!NonNull && !Unknowns[Unknown].isFree())
    return WayValue::opaque();
  Unknowns[Unknown] = WayDomain(ConstantRange::getEmpty(64));
  return UnknownPointers[Unknown] = freshPointer(NonNull, false);
}

WayValue WayWorld::operation(unsigned Code, WayValue A, WayValue B, const Instruction &Flags) {
  const bool Promises = Flags.hasPoisonGeneratingFlags();
  const bool Shifts = Flags.isShift(), Divides = Flags.isIntDivRem();
  if (A.Kind == WayValue::Bad || B.Kind == WayValue::Bad)
    return WayValue::bad();
  A = resolved(A), B = resolved(B);
  if (A.Kind == WayValue::Place && B.Kind == WayValue::Place && A.Id == B.Id && Code == Instruction::Sub)
    return number(APInt(64, static_cast<uint64_t>(A.Offset - B.Offset)));
  if (const auto N = known(B); N && A.Kind == WayValue::Place && A.Id && !Promises) {
    const uint64_t Align = Objects[A.Id].Alignment.value(), Offset = static_cast<uint64_t>(A.Offset), Bits = N->getZExtValue();
    if (Code == Instruction::And && Bits < Align)
      return number(APInt(64, Offset & Bits));
    if (Code == Instruction::And && ~Bits < Align)
      return {WayValue::Place, A.Id, static_cast<int64_t>(Offset & Bits)};
    if ((Code == Instruction::Add || Code == Instruction::Sub) && N->getSignificantBits() < 20)
      return {WayValue::Place, A.Id, A.Offset + (Code == Instruction::Add ? N->getSExtValue() : -N->getSExtValue())};
  }
  if (A.Kind != WayValue::Number || B.Kind != WayValue::Number)
    return Promises || Divides || (Shifts && !known(B)) ? WayValue::bad() : WayValue::opaque();
  if (!known(A) && !known(B)) {
    const bool Keeps = Code == Instruction::Mul || Divides;
    if (!decide(B, Keeps))
      return WayValue::bad();
  }
  const auto Left = known(A), Right = known(B);
  if (Left && Right) {
    auto Result = computed(Code, *Left, *Right);
    return Result && keepsPromises(Flags, *Left, *Right) ? number(*Result) : WayValue::bad();
  }
  const bool Fits = !Divides && !Shifts;
  if (!Right && Fits && Flags.isCommutative())
    return operation(Code, B, A, Flags);
  const bool SafeAmount = Right && (Fits || (Shifts && Right->ult(Right->getBitWidth())) || (Divides && !Right->isZero() && !Right->isAllOnes()));
  if ((!Right && (Promises || !Fits)) || (Right && !SafeAmount) || (Promises && !isa<OverflowingBinaryOperator>(Flags))) {
    const bool One = Divides || Flags.isCommutative();
    if ((!Right && !decide(B, One)) || (!Left && !decide(A, 0)))
      return WayValue::bad();
    return operation(Code, A, B, Flags);
  }
  if (Promises) {
    const auto Operator = static_cast<Instruction::BinaryOps>(Code);
    const auto *Kind = cast<OverflowingBinaryOperator>(&Flags);
    for (auto [Wanted, Promise] : {std::pair(Kind->hasNoSignedWrap(), OverflowingBinaryOperator::NoSignedWrap),
                                   std::pair(Kind->hasNoUnsignedWrap(), OverflowingBinaryOperator::NoUnsignedWrap)})
      if (Wanted && !force(A, ConstantRange::makeExactNoWrapRegion(Operator, *Right, static_cast<unsigned>(Promise))))
        return WayValue::bad();
  }
  WayExpression E(WayExpression::Operation);
  E.Code = Code;
  E.Width = widthOf(A);
  E.A = A;
  E.B = B;
  return made(std::move(E));
}

WayValue WayWorld::cast(unsigned Code, WayValue A, Type *To, const Instruction &Flags) {
  const auto *Integer = dyn_cast<IntegerType>(To);
  if (A.Kind == WayValue::Bad)
    return A;
  if (Code == Instruction::IntToPtr)
    return A.Kind == WayValue::Number && widthOf(A) != 64 ? WayValue::opaque() : asPointer(A);
  if (Code == Instruction::PtrToInt)
    return Integer && Integer->getBitWidth() == 64 ? A : WayValue::opaque();
  A = resolved(A);
  if (To->isFloatingPointTy() || Flags.getOperand(0)->getType()->isFloatingPointTy())
    return castFloat(Code, A, To, Flags);
  if (A.Kind != WayValue::Number || !Integer || Integer->getBitWidth() > 64)
    return Flags.hasPoisonGeneratingFlags() ? WayValue::bad() : WayValue::opaque();
  const unsigned From = widthOf(A), Into = Integer->getBitWidth();
  if (Code == Instruction::BitCast)
    return A;
  if (Flags.hasPoisonGeneratingFlags()) {
    // zext nneg, trunc nuw or nsw: values that either extension gives back.
    const auto *Truncation = dyn_cast<TruncInst>(&Flags);
    const unsigned Bits = !Truncation ? From - 1 : Truncation->hasNoSignedWrap() ? Into - 1 : Into;
    const ConstantRange Kept(APInt::getZero(From), APInt::getOneBitSet(From, Bits));
    if (!force(A, Kept))
      return WayValue::bad();
  }
  if (auto N = known(A))
    return number(Code == Instruction::ZExt ? N->zext(Into) : Code == Instruction::SExt ? N->sext(Into) : N->trunc(Into));
  WayExpression E(WayExpression::Cast);
  E.Code = Code;
  E.Width = Into;
  E.A = A;
  return made(std::move(E));
}

WayValue WayWorld::compare(CmpInst::Predicate P, WayValue A, WayValue B) {
  A = resolved(A), B = resolved(B);
  if (A.Kind == WayValue::Bad || B.Kind == WayValue::Bad)
    return WayValue::bad();
  if (A.isPointer() && B.Kind == WayValue::Number)
    B = asPointer(B);
  if (B.isPointer() && A.Kind == WayValue::Number)
    A = asPointer(A);
  if (A.Kind == WayValue::Opaque || B.Kind == WayValue::Opaque)
    return WayValue::opaque();
  WayExpression E(WayExpression::Compare);
  E.Code = P;
  E.A = A;
  E.B = B;
  WayValue Result = made(std::move(E));
  if (Result.Kind == WayValue::Number)
    if (auto N = known(Result))
      return number(*N);
  return Result;
}

WayValue WayWorld::choice(WayValue If, WayValue A, WayValue B) {
  A = resolved(A), B = resolved(B);
  if (If.Kind != WayValue::Number)
    return A == B && If.Kind == WayValue::Opaque ? A : WayValue::bad();
  if (A == B)
    return A;
  auto Decided = known(If);
  if (!Decided && A.Kind == WayValue::Number && B.Kind == WayValue::Number) {
    WayExpression E(WayExpression::Choice);
    E.Width = widthOf(A);
    E.A = A;
    E.B = B;
    E.C = If;
    return made(std::move(E));
  }
  if (!Decided) {
    if (A.Kind != WayValue::Bad && A.Kind != WayValue::Opaque && forceTruth(If, true))
      return A;
    if (!forceTruth(If, false))
      return WayValue::bad();
    return B;
  }
  return Decided->isOne() ? A : B;
}

std::optional<APInt> WayWorld::known(WayValue V) const {
  if (V.Kind != WayValue::Number)
    return std::nullopt;
  const WayExpression &E = at(V);
  switch (E.Kind) {
  case WayExpression::Constant:
    return E.Number;
  case WayExpression::Unknown: {
    const APInt *One = Unknowns[E.Code].single();
    return One ? std::optional(*One) : std::nullopt;
  }
  case WayExpression::Operation: {
    const auto A = known(E.A);
    const auto B = A ? known(E.B) : std::nullopt;
    return A && B ? computed(E.Code, *A, *B) : std::nullopt;
  }
  case WayExpression::Cast: {
    const auto A = known(E.A);
    if (!A)
      return std::nullopt;
    return E.Code == Instruction::ZExt ? A->zext(E.Width) : E.Code == Instruction::SExt ? A->sext(E.Width) : A->trunc(E.Width);
  }
  case WayExpression::Compare: {
    const auto Predicate = static_cast<CmpInst::Predicate>(E.Code);
    const WayValue A = resolved(E.A), B = resolved(E.B);
    if (A == B && CmpInst::isIntPredicate(Predicate))
      return APInt(1, CmpInst::isTrueWhenEqual(Predicate));
    if (A.isPointer() || B.isPointer()) {
      const auto Result = comparedPointers(Predicate, A, B);
      return Result ? std::optional(APInt(1, *Result)) : std::nullopt;
    }
    const auto Left = known(A);
    const auto Right = Left ? known(B) : std::nullopt;
    return Left && Right ? std::optional(APInt(1, wayHolds(Predicate, *Left, *Right))) : std::nullopt;
  }
  case WayExpression::Choice: {
    const auto If = known(E.C);
    return If ? known(If->isOne() ? E.A : E.B) : std::nullopt;
  }
  }
  return std::nullopt;
}

} // namespace autojit
