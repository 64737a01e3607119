#include "VirtualCalls.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace autojit {
namespace {

/// clang indexes a table as an array of pointers, and a structure of function pointers (C's way) as a structure.
std::optional<uint64_t> slotOf(const Value &Address) {
  const auto *Element = dyn_cast<GEPOperator>(&Address);
  if (!Element || Element->getNumIndices() != 1 || !Element->getSourceElementType()->isPointerTy())
    return std::nullopt;
  const auto *Index = dyn_cast<ConstantInt>(Element->idx_begin()->get());
  if (!Index || Index->isNegative())
    return std::nullopt;
  return Index->getZExtValue();
}

/// A pointer to a member holds a function or a distance in the table, and code for both.
bool isMemberPointer(const Value &Callee) {
  const auto *Choice = dyn_cast<PHINode>(&Callee);
  return Choice && Choice->getNumIncomingValues() == 2 && any_of(Choice->incoming_values(), [](const Use &U) { return isa<LoadInst>(U); }) &&
         any_of(Choice->incoming_values(), [](const Use &U) { return isa<IntToPtrInst>(U); });
}

} // namespace

std::optional<VirtualCall> virtualCall(const CallBase &Call, const StaticTypes &Types) {
  const Value &Callee = *Call.getCalledOperand();
  if (isMemberPointer(Callee))
    return VirtualCall{};
  const auto *Entry = dyn_cast<LoadInst>(&Callee);
  std::optional<uint64_t> Slot = Entry ? slotOf(*Entry->getPointerOperand()) : std::nullopt;
  if (!Slot)
    return std::nullopt;
  const auto *Table = dyn_cast<LoadInst>(cast<GEPOperator>(Entry->getPointerOperand())->getPointerOperand());
  // The object whose table it is is also what the function is called on.
  if (!Table || !is_contained(Call.args(), Table->getPointerOperand()))
    return std::nullopt;
  return VirtualCall{Slot, Types.classPointedTo(*Table->getPointerOperand())};
}

} // namespace autojit
