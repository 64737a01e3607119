#include "CellCalls.h"

#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace autojit {
namespace {

/// Whether its indirect calls and jumps are made another way (-mretpoline, -mlvi-cfi, -mharden-sls): they cost more than a stub does.
bool avoidsIndirectCalls(const Function &F) {
  const StringRef Features = F.getFnAttribute("target-features").getValueAsString();
  return any_of(ArrayRef<StringRef>({"+retpoline", "+lvi-cfi", "+harden-sls-ijmp"}), [&](StringRef Feature) { return Features.contains(Feature); });
}

/// The same symbol, for the code generator under another name: a name's first byte 1 says that it is the symbol as it stands.
std::string otherName(StringRef Name) { return Name.consume_front("\1") ? Name.str() : ("\1" + Name).str(); }

/// A declaration by which the function is called; null where there can be none.
Function *calledFrom(Function &F) {
  Module &M = *F.getParent();
  const std::string Name = otherName(F.getName());
  if (M.getNamedValue(Name))
    return nullptr;
  Function *Called = Function::Create(F.getFunctionType(), GlobalValue::ExternalLinkage, F.getAddressSpace(), Name, &M);
  Called->copyAttributesFrom(&F);
  Called->setVisibility(GlobalValue::DefaultVisibility);
  Called->setDSOLocal(false);
  Called->addFnAttr(Attribute::NonLazyBind);
  return Called;
}

/// A weak function may be none at all, whose address no distance leads to.
bool isElsewhere(const Function &F) { return F.isDeclarationForLinker() && !F.isIntrinsic() && !F.hasExternalWeakLinkage() && F.hasName(); }

} // namespace

void callByCells(Module &M) {
  SmallVector<Function *> Elsewhere;
  for (Function &F : M)
    if (isElsewhere(F))
      Elsewhere.push_back(&F);
  for (Function *F : Elsewhere) {
    Function *Called = nullptr;
    for (Use &U : make_early_inc_range(F->uses())) {
      auto *Call = dyn_cast<CallBase>(U.getUser());
      if (!Call || !Call->isCallee(&U) || Call->getFunction()->isDeclarationForLinker() || avoidsIndirectCalls(*Call->getFunction()))
        continue;
      if (!Called && !(Called = calledFrom(*F)))
        break;
      Call->setCalledOperand(Called);
    }
  }
}

} // namespace autojit
