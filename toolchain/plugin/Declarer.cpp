#include "Declarer.h"

using namespace llvm;

namespace autojit {

namespace {

/// -fno-semantic-interposition lets the compiler bind to a definition of its own file, but the linker of a shared library refuses the distance to a
/// symbol that it exports.
bool isExported(const GlobalValue &GV) {
  const Module &M = *GV.getParent();
  return GV.hasDefaultVisibility() && !GV.hasLocalLinkage() && M.getPICLevel() != PICLevel::NotPIC && M.getPIELevel() == PIELevel::Default;
}

/// What the optimizer may know of a constant that stays in the object: its content, if that is short.
bool isWorthKnowing(const GlobalVariable &V) {
  constexpr uint64_t Most = 256;
  return V.isConstant() && V.hasDefinitiveInitializer() && !V.isThreadLocal() && !holdsAddress(*V.getInitializer()) &&
         V.getDataLayout().getTypeAllocSize(V.getValueType()) <= Most;
}

} // namespace

bool isNear(const GlobalValue &GV) {
  return !GV.hasExternalWeakLinkage() && ((GV.isDSOLocal() && !isExported(GV)) || GV.hasLocalLinkage() || GV.hasHiddenVisibility());
}

Value *Declarer::materialize(Value *V) {
  auto *GV = dyn_cast<GlobalValue>(V);
  if (!GV || GV->getParent() == &Target)
    return nullptr;
  if (Value *Known = Declared.lookup(GV))
    return Known;
  Value *Result = declare(*GV); // which may declare others
  Declared[GV] = Result;
  return Result;
}

Value *Declarer::declare(GlobalValue &GV) {
  if (auto *F = dyn_cast<Function>(&GV); F && F->isIntrinsic())
    return Target.getOrInsertFunction(F->getName(), F->getFunctionType(), F->getAttributes()).getCallee();
  if (auto *Variable = dyn_cast<GlobalVariable>(&GV); Variable && Travelling.contains(Variable)) {
    // The same initializer: it names nothing of either module.
    auto *Copy =
        new GlobalVariable(Target, Variable->getValueType(), true, GlobalValue::PrivateLinkage, Variable->getInitializer(), Variable->getName());
    Copy->setAlignment(Variable->getAlign());
    Copy->setUnnamedAddr(Variable->getUnnamedAddr());
    Travelled.push_back(Variable);
    return Copy;
  }
  // An alias is what it stands for (two declarations would compare as different), unless another object can give its name to something else.
  const bool Replaceable = GV.isInterposable() || (isa<GlobalAlias>(GV) && !GV.isDSOLocal());
  if (auto *Alias = dyn_cast<GlobalAlias>(&GV); Alias && !Replaceable)
    if (auto *Same = dyn_cast<GlobalObject>(Alias->getAliasee()))
      return materialize(Same);
  GlobalValue *Declaration = isa<FunctionType>(GV.getValueType()) ? static_cast<GlobalValue *>(declareFunction(GV)) : declareVariable(GV);
  // What the linker may replace must not be assumed to differ from anything else.
  if (Replaceable)
    Declaration->setLinkage(GlobalValue::ExternalWeakLinkage);
  Declaration->setUnnamedAddr(GV.getUnnamedAddr());
  Declaration->setDSOLocal(isNear(GV));
  Needed.push_back({&GV, Declaration});
  return Declaration;
}

Function *Declarer::declareFunction(GlobalValue &GV) {
  auto *Result = Function::Create(cast<FunctionType>(GV.getValueType()), GlobalValue::ExternalLinkage, GV.getName(), Target);
  if (auto *F = dyn_cast<Function>(&GV)) {
    Result->setCallingConv(F->getCallingConv());
    Result->setAttributes(F->getAttributes());
    if (Carried.contains(F))
      Copies.push_back({F, Result});
  }
  return Result;
}

GlobalVariable *Declarer::declareVariable(GlobalValue &GV) {
  auto *Variable = dyn_cast<GlobalVariable>(&GV);
  auto *Result =
      new GlobalVariable(Target, GV.getValueType(), Variable && Variable->isConstant(), GlobalValue::ExternalLinkage, nullptr, GV.getName());
  if (!Variable)
    return Result;
  Result->setAlignment(Variable->getAlign());
  if (Optimizing && isWorthKnowing(*Variable)) {
    Result->setInitializer(Variable->getInitializer());
    Result->setLinkage(GlobalValue::AvailableExternallyLinkage);
  }
  return Result;
}

} // namespace autojit
