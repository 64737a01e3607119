#include "ThreadLocals.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace autojit {
namespace {

Function *makeAccessor(GlobalVariable &Variable) {
  Module &M = *Variable.getParent();
  auto *Type = FunctionType::get(Variable.getType(), false);
  auto *Accessor = Function::Create(Type, GlobalValue::InternalLinkage, "autojit.tls." + Variable.getName(), M);
  Accessor->addFnAttr(Attribute::NoInline);
  Accessor->addFnAttr(Attribute::NoUnwind);
  IRBuilder<> Builder(BasicBlock::Create(M.getContext(), "", Accessor));
  Builder.CreateRet(Builder.CreateThreadLocalAddress(&Variable));
  return Accessor;
}

} // namespace

void routeThreadLocals(ArrayRef<Function *> Moving) {
  DenseMap<GlobalVariable *, Function *> Accessors;
  for (Function *F : Moving)
    for (Instruction &I : make_early_inc_range(instructions(*F))) {
      auto *Access = dyn_cast<IntrinsicInst>(&I);
      if (!Access || Access->getIntrinsicID() != Intrinsic::threadlocal_address)
        continue;
      auto *Variable = cast<GlobalVariable>(Access->getArgOperand(0));
      Function *&Accessor = Accessors[Variable];
      if (!Accessor)
        Accessor = makeAccessor(*Variable);
      auto *Call = CallInst::Create(Accessor->getFunctionType(), Accessor, "", Access->getIterator());
      Call->setDebugLoc(Access->getDebugLoc());
      Access->replaceAllUsesWith(Call);
      Access->eraseFromParent();
    }
}

} // namespace autojit
