#include "WayWorld.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/APSInt.h"

using namespace llvm;

namespace autojit {
namespace {

const fltSemantics &formOf(unsigned Width) { return Width == 32 ? APFloat::IEEEsingle() : APFloat::IEEEdouble(); }

APFloat asFloat(const APInt &Bits) { return APFloat(formOf(Bits.getBitWidth()), Bits); }

/// What an unknown is decided to be where nothing else asks for more.
APInt one(unsigned Width) { return APFloat::getOne(formOf(Width)).bitcastToAPInt(); }

} // namespace

bool wayHolds(CmpInst::Predicate P, const APInt &A, const APInt &B) {
  return CmpInst::isFPPredicate(P) ? FCmpInst::compare(asFloat(A), asFloat(B), P) : ICmpInst::compare(A, B, P);
}

/// Makes a comparison of floating-point numbers true: by a value near the other one.
bool WayWorld::forceFloats(CmpInst::Predicate P, WayValue A, WayValue B) {
  if (A.Kind != WayValue::Number || B.Kind != WayValue::Number)
    return false;
  if (!known(A) && !known(B) && !decide(B, static_cast<int64_t>(one(widthOf(B)).getZExtValue())))
    return false;
  const auto Left = known(A), Right = known(B);
  if (Left && Right)
    return wayHolds(P, *Left, *Right);
  const APFloat Other = asFloat(Left ? *Left : *Right), One = APFloat::getOne(Other.getSemantics());
  for (const APFloat &Try :
       {Other, Other + One, Other - One, One, -One, APFloat::getZero(Other.getSemantics()), APFloat::getNaN(Other.getSemantics())}) {
    const APInt Bits = Try.bitcastToAPInt();
    if (!wayHolds(P, Left ? *Left : Bits, Left ? Bits : *Right))
      continue;
    const auto Saved = Unknowns;
    if (force(Left ? B : A, ConstantRange(Bits)))
      return true;
    Unknowns = Saved;
  }
  return false;
}

/// Arithmetic is done on numbers that are decided; what may be rounded otherwise (a number that is not quite one) is not followed.
WayValue WayWorld::floating(unsigned Code, WayValue A, WayValue B, Type *Of, const Instruction &Flags) {
  if (A.Kind == WayValue::Bad || B.Kind == WayValue::Bad || Flags.hasPoisonGeneratingFlags())
    return WayValue::bad();
  if (A.Kind != WayValue::Number || B.Kind != WayValue::Number || !wayNumberType(Of) || Flags.hasAllowReassoc() || Flags.hasApproxFunc() ||
      Flags.hasAllowReciprocal())
    return WayValue::opaque();
  const auto Preferred = static_cast<int64_t>(one(widthOf(A)).getZExtValue());
  const auto Left = decide(A, Preferred), Right = decide(B, Preferred);
  if (!Left || !Right)
    return WayValue::opaque();
  APFloat Result = asFloat(*Left);
  const APFloat Second = asFloat(*Right);
  switch (Code) {
  case Instruction::FAdd:
    Result = Result + Second;
    break;
  case Instruction::FSub:
    Result = Result - Second;
    break;
  case Instruction::FMul:
    Result = Result * Second;
    break;
  case Instruction::FDiv:
    Result = Result / Second;
    break;
  default:
    return WayValue::opaque();
  }
  return Result.isNaN() || Result.isDenormal() ? WayValue::opaque() : number(Result.bitcastToAPInt());
}

WayValue WayWorld::castFloat(unsigned Code, WayValue A, Type *To, const Instruction &Flags) {
  const bool Whole = Code != Instruction::FPToSI && Code != Instruction::FPToUI && !Flags.hasPoisonGeneratingFlags();
  const WayValue Unfollowed = Whole ? WayValue::opaque() : WayValue::bad();
  const auto *Into = wayNumberType(To);
  if (A.Kind == WayValue::Bad || (Flags.hasPoisonGeneratingFlags() && Code != Instruction::UIToFP))
    return WayValue::bad();
  if (A.Kind != WayValue::Number || !Into || !wayNumberType(Flags.getOperand(0)->getType()))
    return Unfollowed;
  if (Code == Instruction::BitCast)
    return A;
  const bool FromFloat = Flags.getOperand(0)->getType()->isFloatingPointTy();
  const auto N = decide(A, FromFloat ? static_cast<int64_t>(one(widthOf(A)).getZExtValue()) : 1);
  if (!N)
    return Unfollowed;
  if (!FromFloat) {
    if (Flags.hasPoisonGeneratingFlags() && N->isNegative())
      return WayValue::bad();
    APFloat Result(formOf(Into->getBitWidth()));
    Result.convertFromAPInt(*N, Code == Instruction::SIToFP, APFloat::rmNearestTiesToEven);
    return number(Result.bitcastToAPInt());
  }
  APFloat Value = asFloat(*N);
  bool Inexact = false;
  if (To->isFloatingPointTy()) {
    Value.convert(formOf(Into->getBitWidth()), APFloat::rmNearestTiesToEven, &Inexact);
    return Value.isNaN() || Value.isDenormal() ? Unfollowed : number(Value.bitcastToAPInt());
  }
  APSInt Result(Into->getBitWidth(), Code == Instruction::FPToUI);
  return Value.convertToInteger(Result, APFloat::rmTowardZero, &Inexact) & APFloat::opInvalidOp ? WayValue::bad() : number(Result);
}

} // namespace autojit
