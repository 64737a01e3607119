#include "WayWorld.h"

#include "llvm/IR/InstrTypes.h"

using namespace llvm;

namespace autojit {
namespace {

ConstantRange between(APInt Lower, APInt Upper) {
  return Lower == Upper ? ConstantRange::getFull(Lower.getBitWidth()) : ConstantRange(std::move(Lower), std::move(Upper));
}

/// What is in both, or some of it where that is in two pieces. None: nothing is.
std::optional<ConstantRange> someOfBoth(const ConstantRange &A, const ConstantRange &B) {
  if (auto Exact = A.exactIntersectWith(B))
    return Exact->isEmptySet() ? std::nullopt : Exact;
  for (const APInt &Edge : {A.getLower(), A.getUpper() - 1, B.getLower(), B.getUpper() - 1})
    if (A.contains(Edge) && B.contains(Edge))
      return ConstantRange(Edge);
  return std::nullopt;
}

/// Those of `Wanted` that the narrower type's values become when they are extended.
std::optional<ConstantRange> beforeExtension(const ConstantRange &Wanted, unsigned Width, bool Signed) {
  const unsigned Wide = Wanted.getBitWidth();
  const ConstantRange Possible = Signed ? ConstantRange(APInt::getSignedMinValue(Width).sext(Wide), APInt::getSignedMaxValue(Width).sext(Wide) + 1)
                                        : ConstantRange(APInt::getZero(Wide), APInt::getOneBitSet(Wide, Width));
  auto Both = someOfBoth(Wanted, Possible);
  if (!Both)
    return std::nullopt;
  return between(Both->getLower().trunc(Width), Both->getUpper().trunc(Width));
}

} // namespace

std::optional<APInt> WayDomain::any() const {
  if (Range.isEmptySet())
    return std::nullopt;
  const APInt Zero = APInt::getZero(Range.getBitWidth());
  for (const APInt &Start : {Zero, Range.getLower(), Range.getUpper() - 1, Range.getLower() + 1, Zero + 1, Zero - 1}) {
    const APInt Fits = (Start & ~Mask) | Bits;
    if (Range.contains(Fits))
      return Fits;
  }
  return std::nullopt;
}

bool WayWorld::narrow(unsigned Unknown, const ConstantRange &Wanted) {
  WayDomain &Domain = Unknowns[Unknown];
  auto Left = someOfBoth(Domain.Range, Wanted);
  if (!Left)
    return false;
  WayDomain Narrower = Domain;
  Narrower.Range = *Left;
  if (Narrower.Mask.isZero()) {
    Domain = Narrower;
    return true;
  }
  const auto One = Narrower.any();
  if (One)
    Domain = WayDomain(ConstantRange(*One));
  return One.has_value();
}

bool WayWorld::force(WayValue V, const ConstantRange &Wanted) {
  V = resolved(V);
  if (Wanted.isEmptySet())
    return false;
  if (Wanted.isFullSet())
    return V.Kind != WayValue::Bad;
  if (V.isPointer()) {
    if (Wanted.getBitWidth() == 64 && Wanted.isSingleElement() && Wanted.contains(APInt::getZero(64)))
      return forcePointers(true, V, WayValue::null());
    return Wanted == ConstantRange(APInt::getZero(Wanted.getBitWidth())).inverse() && forceNonNull(V);
  }
  if (V.Kind != WayValue::Number)
    return false;
  if (const auto N = known(V))
    return Wanted.contains(*N);
  const WayExpression E = at(V); // a copy: others may be made meanwhile
  switch (E.Kind) {
  case WayExpression::Unknown:
    return narrow(E.Code, Wanted);
  case WayExpression::Cast:
    if (E.Code != Instruction::Trunc) {
      auto Inner = beforeExtension(Wanted, widthOf(E.A), E.Code == Instruction::SExt);
      return Inner && force(E.A, *Inner);
    } else {
      const unsigned Wide = widthOf(E.A);
      const auto Saved = Unknowns;
      if (E.Width < 8) {
        for (unsigned N = 0; N != 1u << E.Width; ++N)
          if (Wanted.contains(APInt(E.Width, N)) && forceBits(E.A, APInt::getLowBitsSet(Wide, E.Width), APInt(Wide, N)))
            return true;
        Unknowns = Saved;
      }
      if (!Wanted.isUpperWrapped() && force(E.A, ConstantRange(Wanted.getLower().zext(Wide), (Wanted.getUpper() - 1).zext(Wide) + 1)))
        return true;
      Unknowns = Saved;
      return forceByTrying(V, Wanted);
    }
  case WayExpression::Operation:
    if (const auto B = known(E.B)) {
      if (E.Code == Instruction::Add)
        return force(E.A, between(Wanted.getLower() - *B, Wanted.getUpper() - *B));
      if (E.Code == Instruction::Sub)
        return force(E.A, between(Wanted.getLower() + *B, Wanted.getUpper() + *B));
      if (E.Code == Instruction::Xor && B->isAllOnes())
        return force(E.A, between(*B - Wanted.getUpper() + 1, *B - Wanted.getLower() + 1));
      if ((E.Code == Instruction::Mul || (E.Code == Instruction::Shl && B->ult(E.Width - 1))) && !Wanted.isSignWrappedSet()) {
        // Of the factors, those with which nothing overflows.
        const APInt By = E.Code == Instruction::Mul ? *B : APInt::getOneBitSet(E.Width, static_cast<unsigned>(B->getZExtValue()));
        const auto Saved = Unknowns;
        if (By.isStrictlyPositive()) {
          const APInt Low = APIntOps::RoundingSDiv(Wanted.getSignedMin(), By, APInt::Rounding::UP);
          const APInt High = APIntOps::RoundingSDiv(Wanted.getSignedMax(), By, APInt::Rounding::DOWN);
          if (Low.sle(High) && force(E.A, between(Low, High + 1)))
            return true;
        }
        Unknowns = Saved;
      }
      if (E.Code == Instruction::And)
        return forceMasked(E.A, *B, Wanted);
      const auto Whole = APInt::getAllOnes(E.Width);
      if (Wanted.isSingleElement() && forceBits(V, Whole, *Wanted.getSingleElement()))
        return true;
    } else if (const auto A = known(E.A); A && E.Code == Instruction::Sub) {
      return force(E.B, between(*A - Wanted.getUpper() + 1, *A - Wanted.getLower() + 1));
    }
    return forceByTrying(V, Wanted);
  case WayExpression::Compare: {
    const auto P = static_cast<CmpInst::Predicate>(E.Code);
    return forceCompare(Wanted.contains(APInt(1, 1)) ? P : CmpInst::getInversePredicate(P), E.A, E.B);
  }
  case WayExpression::Choice:
    for (const bool First : {true, false}) {
      const auto Saved = Unknowns;
      const auto SavedPointers = Pointers;
      if (forceTruth(E.C, First) && force(First ? E.A : E.B, Wanted))
        return true;
      Unknowns = Saved;
      Pointers = SavedPointers;
    }
    return false;
  case WayExpression::Constant:
    break;
  }
  return false;
}

/// Decides these bits of it, if they are decided by bits of one unknown.
bool WayWorld::forceBits(WayValue V, const APInt &Mask, const APInt &Bits) {
  V = resolved(V);
  if (Mask.isZero())
    return true;
  if (V.Kind != WayValue::Number)
    return false;
  if (const auto N = known(V))
    return (*N & Mask) == Bits;
  const WayExpression E = at(V);
  if (E.Kind == WayExpression::Unknown) {
    WayDomain &Domain = Unknowns[E.Code];
    if ((Domain.Mask & Mask & (Domain.Bits ^ Bits)) != 0)
      return false;
    WayDomain Narrower = Domain;
    Narrower.Mask |= Mask;
    Narrower.Bits |= Bits;
    const auto One = Narrower.any();
    if (One)
      Domain = Narrower.Range.isFullSet() && !Narrower.Mask.isAllOnes() ? Narrower : WayDomain(ConstantRange(*One));
    return One.has_value();
  }
  if (E.Kind == WayExpression::Cast) {
    const unsigned From = widthOf(E.A);
    if (E.Code == Instruction::Trunc)
      return forceBits(E.A, Mask.zext(From), Bits.zext(From));
    const bool Extended = (E.Code == Instruction::ZExt ? Bits : Mask).getActiveBits() > From;
    return !Extended && forceBits(E.A, Mask.trunc(From), Bits.trunc(From));
  }
  if (E.Kind != WayExpression::Operation)
    return Mask.isAllOnes() && force(V, ConstantRange(Bits));
  const auto B = known(E.B);
  if (!B)
    return false;
  switch (E.Code) {
  case Instruction::And:
    return (Bits & ~*B) == 0 && forceBits(E.A, Mask & *B, Bits);
  case Instruction::Or:
    return (*B & Mask & ~Bits) == 0 && forceBits(E.A, Mask & ~*B, Bits & ~*B);
  case Instruction::Xor:
    return forceBits(E.A, Mask, Bits ^ (*B & Mask));
  case Instruction::Shl:
    return Bits.countr_zero() >= B->getZExtValue() && forceBits(E.A, Mask.lshr(*B), Bits.lshr(*B));
  case Instruction::LShr:
    return Bits.countl_zero() >= B->getZExtValue() && forceBits(E.A, Mask.shl(*B), Bits.shl(*B));
  default:
    return false;
  }
}

/// Decides what is left of `V` under a mask.
bool WayWorld::forceMasked(WayValue V, const APInt &Mask, const ConstantRange &Wanted) {
  const unsigned Width = Mask.getBitWidth();
  SmallVector<APInt, 16> Tries{APInt::getZero(Width), Mask, Wanted.getLower(), Wanted.getUpper() - 1};
  for (unsigned Bit = 0; Bit != Width; ++Bit)
    if (Mask[Bit])
      Tries.push_back(APInt::getOneBitSet(Width, Bit));
  return any_of(Tries, [&](const APInt &Bits) { return (Bits & ~Mask) == 0 && Wanted.contains(Bits) && forceBits(V, Mask, Bits); });
}

bool WayWorld::forceCompare(CmpInst::Predicate P, WayValue A, WayValue B) {
  A = resolved(A), B = resolved(B);
  if (CmpInst::isFPPredicate(P))
    return forceFloats(P, A, B);
  if (A == B)
    return CmpInst::isTrueWhenEqual(P);
  if (A.isPointer() || B.isPointer()) {
    if (A.isPointer() && B.isPointer() && CmpInst::isEquality(P))
      return forcePointers(P == CmpInst::ICMP_EQ, A, B);
    const auto Result = comparedPointers(P, A, B);
    return Result && *Result;
  }
  if (A.Kind != WayValue::Number || B.Kind != WayValue::Number)
    return false;
  if (const auto N = known(B))
    return force(A, ConstantRange::makeExactICmpRegion(P, *N));
  if (const auto N = known(A))
    return force(B, ConstantRange::makeExactICmpRegion(CmpInst::getSwappedPredicate(P), *N));
  for (const int64_t Try : {1, 0, 1000, -1}) {
    const auto Saved = Unknowns;
    if (const auto N = decide(B, Try); N && forceCompare(P, A, B))
      return true;
    Unknowns = Saved;
  }
  return false;
}

void WayWorld::unknownsOf(WayValue V, SmallVectorImpl<unsigned> &Found, SmallVectorImpl<APInt> &Constants) const {
  if (V.Kind != WayValue::Number || Found.size() > 4 || Constants.size() > 16)
    return;
  const WayExpression &E = at(V);
  if (E.Kind == WayExpression::Constant)
    Constants.push_back(E.Number);
  else if (E.Kind == WayExpression::Unknown && !Unknowns[E.Code].single() && !is_contained(Found, E.Code))
    Found.push_back(E.Code);
  for (const WayValue &Operand : {E.A, E.B, E.C})
    unknownsOf(Operand, Found, Constants);
}

bool WayWorld::forceByTrying(WayValue V, const ConstantRange &Wanted) {
  SmallVector<unsigned, 4> Found;
  SmallVector<APInt, 8> Constants;
  unknownsOf(V, Found, Constants);
  if (Found.empty())
    return false;
  for (unsigned Other : drop_begin(Found)) {
    const auto One = Unknowns[Other].any();
    if (!One)
      return false;
    Unknowns[Other] = WayDomain(ConstantRange(*One));
  }
  const WayDomain Domain = Unknowns[Found.front()];
  if (Domain.Range.isEmptySet())
    return false;
  const unsigned Width = Domain.Range.getBitWidth();
  auto Try = [&](const APInt &Candidate) {
    if (!Domain.contains(Candidate))
      return false;
    Unknowns[Found.front()] = WayDomain(ConstantRange(Candidate));
    const auto N = known(V);
    return N && Wanted.contains(*N);
  };
  SmallVector<APInt, 16> Candidates{APInt::getZero(Width), APInt(Width, 1), APInt::getAllOnes(Width)};
  auto Add = [&](const APInt &N) {
    for (const APInt &Fits : {N.zextOrTrunc(Width), N.sextOrTrunc(Width)})
      append_range(Candidates, std::initializer_list<APInt>{Fits, ~Fits, Fits + 1, Fits - 1});
  };
  for (const APInt &N : Constants)
    Add(N);
  Add(Wanted.getLower());
  Add(Wanted.getUpper());
  append_range(Candidates, std::initializer_list<APInt>{Domain.Range.getLower(), Domain.Range.getUpper() - 1});
  for (unsigned Bit = 0; Bit != Width; ++Bit)
    Candidates.push_back(APInt::getOneBitSet(Width, Bit));
  if (any_of(Candidates, Try))
    return true;
  Unknowns[Found.front()] = Domain;
  return false;
}

std::optional<APInt> WayWorld::decide(WayValue V, int64_t Preferred) {
  V = resolved(V);
  if (V.Kind != WayValue::Number)
    return std::nullopt;
  for (const int64_t Try : {Preferred, Preferred + 1, int64_t(0), int64_t(1), int64_t(2)}) {
    if (const auto N = known(V))
      return N;
    const auto Saved = Unknowns;
    if (!force(V, ConstantRange(APInt(64, static_cast<uint64_t>(Try)).trunc(widthOf(V)))))
      Unknowns = Saved;
  }
  SmallVector<unsigned, 4> Found;
  SmallVector<APInt, 8> Constants;
  unknownsOf(V, Found, Constants);
  for (unsigned Each : Found) {
    const auto One = Unknowns[Each].any();
    if (!One)
      return std::nullopt;
    Unknowns[Each] = WayDomain(ConstantRange(*One));
  }
  return known(V);
}

} // namespace autojit
