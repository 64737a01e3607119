#include "PassedFunctions.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace autojit {
namespace {

/// Gathers what constants lead to. Each constant is looked at once a function: tables may name each other.
class Collector {
public:
  explicit Collector(PassedFunctions &Found) : Found(Found) {}

  void add(const Value &V, unsigned Line, bool InTable) {
    const auto *C = dyn_cast<Constant>(&V);
    if (!C || isa<ConstantData>(C) || isa<BlockAddress>(C))
      return;
    if (const auto *Code = functionOf(*C)) {
      note(*Code, Line, InTable);
      return;
    }
    if (!Seen.insert(C).second)
      return;
    if (const auto *Variable = dyn_cast<GlobalVariable>(C)) {
      // What others may change, or define otherwise, is not known to hold what it holds here.
      if (Variable->isConstant() && Variable->hasInitializer())
        add(*Variable->getInitializer(), Line, true);
      return;
    }
    for (const Use &Operand : C->operands())
      add(*Operand.get(), Line, InTable);
  }

private:
  /// Every table has them, and whoever destroys an object names its class.
  static bool isDestructor(const GlobalValue &Code) {
    ItaniumPartialDemangler Name;
    return !Name.partialDemangle(Code.getName().str().c_str()) && Name.isCtorOrDtor();
  }

  static const GlobalValue *functionOf(const Constant &C) {
    if (const auto *F = dyn_cast<Function>(&C))
      return F->isIntrinsic() ? nullptr : F;
    const auto *Alias = dyn_cast<GlobalAlias>(&C);
    return Alias && isa_and_nonnull<Function>(Alias->getAliaseeObject()) ? Alias : nullptr;
  }

  void note(const GlobalValue &Code, unsigned Line, bool InTable) {
    if (InTable && isDestructor(Code))
      return;
    auto [Known, New] = Found.try_emplace(&Code, PassedFunction{Line, InTable});
    if (!New && !InTable && Known->second.InTable)
      Known->second = {Line, false};
  }

  PassedFunctions &Found;
  SmallPtrSet<const Constant *, 16> Seen;
};

/// Of intrinsics only those that copy memory hand on what they are given.
bool handsOn(const Instruction &I) {
  const auto *Call = dyn_cast<CallBase>(&I); // an intrinsic may be invoked
  return !Call || Call->getIntrinsicID() == Intrinsic::not_intrinsic || isa<MemTransferInst>(Call);
}

/// Reading from a table, or writing into a variable, does not hand its address on.
bool isOnlyPlace(const Use &U) {
  const auto *I = cast<Instruction>(U.getUser());
  if (isa<LoadInst, GetElementPtrInst, CmpInst, AtomicRMWInst, AtomicCmpXchgInst>(I))
    return U.getOperandNo() == 0 || isa<CmpInst>(I);
  return isa<StoreInst>(I) && U.getOperandNo() == StoreInst::getPointerOperandIndex();
}

} // namespace

PassedFunctions passedFunctions(const Function &F) {
  PassedFunctions Found;
  Collector All(Found);
  for (const Instruction &I : instructions(F)) {
    if (!handsOn(I))
      continue;
    const unsigned Line = I.getDebugLoc() ? I.getDebugLoc().getLine() : 0;
    const auto *Call = dyn_cast<CallBase>(&I);
    for (const Use &U : I.operands())
      if (!(Call && Call->isCallee(&U)) && !isOnlyPlace(U))
        All.add(*U.get(), Line, false);
  }
  return Found;
}

const Function *suspendFunction(const CallBase &Call) {
  switch (Call.getIntrinsicID()) {
  case Intrinsic::coro_await_suspend_void:
  case Intrinsic::coro_await_suspend_bool:
  case Intrinsic::coro_await_suspend_handle:
    return dyn_cast<Function>(Call.getArgOperand(2)->stripPointerCasts());
  default:
    return nullptr;
  }
}

} // namespace autojit
