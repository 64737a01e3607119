#include "Bodies.h"

#include "TravellingConstants.h"
#include "autojit/Symbols.h"
#include "autojit/body.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

using namespace llvm;

namespace autojit {
namespace {

/// True when the linker resolves `GV` inside the linked object, so that a 32-bit distance reaches it.
bool isNear(const GlobalValue &GV) { return !GV.hasExternalWeakLinkage() && (GV.isDSOLocal() || GV.hasLocalLinkage() || GV.hasHiddenVisibility()); }

bool onlyCalled(const Value &V) {
  return all_of(V.uses(), [](const Use &U) {
    const auto *Call = dyn_cast<CallBase>(U.getUser());
    return Call && Call->isCallee(&U);
  });
}

/// Gives each global that a moved body names its counterpart in the bodies' module.
class Declarer final : public ValueMaterializer {
public:
  Declarer(Module &Target, const ConstantSet &Travelling) : Target(Target), Travelling(Travelling) {}

  Value *materialize(Value *V) override {
    auto *GV = dyn_cast<GlobalValue>(V);
    if (!GV || GV->getParent() == &Target)
      return nullptr;
    Value *&Known = Declared[GV];
    if (!Known)
      Known = declare(*GV);
    return Known;
  }

  /// Originals with their counterparts, in the order in which they were met.
  ArrayRef<std::pair<GlobalValue *, GlobalValue *>> needed() const { return Needed; }
  /// Constants whose initializers are still to be moved; grows while they are.
  std::vector<std::pair<GlobalVariable *, GlobalVariable *>> Constants;

private:
  Value *declare(GlobalValue &GV) {
    if (auto *F = dyn_cast<Function>(&GV); F && F->isIntrinsic())
      return Target.getOrInsertFunction(F->getName(), F->getFunctionType(), F->getAttributes()).getCallee();
    if (auto *Variable = dyn_cast<GlobalVariable>(&GV); Variable && Travelling.contains(Variable)) {
      auto *Copy = new GlobalVariable(Target, Variable->getValueType(), true, GlobalValue::PrivateLinkage, nullptr, Variable->getName());
      Copy->setAlignment(Variable->getAlign());
      Copy->setUnnamedAddr(Variable->getUnnamedAddr());
      Constants.push_back({Variable, Copy});
      return Copy;
    }
    // An alias is what it stands for: two declarations would compare as different.
    if (auto *Alias = dyn_cast<GlobalAlias>(&GV); Alias && !Alias->isInterposable())
      if (auto *Same = dyn_cast<GlobalObject>(Alias->getAliasee()))
        return materialize(Same);
    GlobalValue *Declaration = isa<FunctionType>(GV.getValueType()) ? static_cast<GlobalValue *>(declareFunction(GV)) : declareVariable(GV);
    // What the linker may replace must not be assumed to differ from anything else.
    if (GV.isInterposable())
      Declaration->setLinkage(GlobalValue::ExternalWeakLinkage);
    Declaration->setUnnamedAddr(GV.getUnnamedAddr());
    Declaration->setDSOLocal(isNear(GV));
    Needed.push_back({&GV, Declaration});
    return Declaration;
  }

  Function *declareFunction(GlobalValue &GV) {
    auto *Result = Function::Create(cast<FunctionType>(GV.getValueType()), GlobalValue::ExternalLinkage, GV.getName(), Target);
    if (const auto *F = dyn_cast<Function>(&GV)) {
      Result->setCallingConv(F->getCallingConv());
      Result->setAttributes(F->getAttributes());
    }
    return Result;
  }

  GlobalVariable *declareVariable(GlobalValue &GV) {
    const auto *Variable = dyn_cast<GlobalVariable>(&GV);
    auto *Result =
        new GlobalVariable(Target, GV.getValueType(), Variable && Variable->isConstant(), GlobalValue::ExternalLinkage, nullptr, GV.getName());
    if (Variable)
      Result->setAlignment(Variable->getAlign());
    return Result;
  }

  Module &Target;
  const ConstantSet &Travelling;
  DenseMap<GlobalValue *, Value *> Declared;
  std::vector<std::pair<GlobalValue *, GlobalValue *>> Needed;
};

std::unique_ptr<Module> makeModuleLike(Module &M) {
  auto Result = std::make_unique<Module>(M.getModuleIdentifier(), M.getContext());
  Result->setSourceFileName(M.getSourceFileName());
  Result->setDataLayout(M.getDataLayout());
  Result->setTargetTriple(M.getTargetTriple());
  for (StringRef Name : {"llvm.module.flags", "llvm.dbg.cu"})
    if (NamedMDNode *From = M.getNamedMetadata(Name)) {
      NamedMDNode *To = Result->getOrInsertNamedMetadata(Name);
      for (MDNode *Node : From->operands())
        To->addOperand(Node);
    }
  return Result;
}

/// Moves F's blocks, attachments and arguments' uses into a new definition in Target.
Function *moveBody(Function &F, Module &Target) {
  // A replaceable definition must not be bound to directly; the engine reads this mark.
  bool Interposable = F.isInterposable() || !isNear(F);
  auto *Body = Function::Create(F.getFunctionType(), GlobalValue::ExternalLinkage, "\1" + symbolOf(F) + AUTOJIT_BODY_SUFFIX, Target);
  Body->copyAttributesFrom(&F);
  Body->setVisibility(GlobalValue::HiddenVisibility);
  Body->setDSOLocal(true);
  if (Interposable)
    Body->addFnAttr("autojit-interposable");
  Body->copyMetadata(&F, 0);
  for (auto [From, To] : zip_equal(F.args(), Body->args())) {
    To.takeName(&From);
    From.replaceAllUsesWith(&To);
  }
  Body->splice(Body->begin(), &F);
  F.setSubprogram(nullptr);
  F.clearMetadata();
  F.setPersonalityFn(nullptr);
  return Body;
}

/// Debug info may name a global as a template argument. Both modules share their debug info, so such a name would reach
/// from one into the other; the argument's value is dropped, its type stays.
void dropGlobalsFromDebugInfo(Module &M) {
  for (GlobalValue &GV : M.global_values())
    if (GV.isUsedByMetadata())
      ValueAsMetadata::handleRAUW(&GV, PoisonValue::get(GV.getType()));
}

/// The code generator calls _Unwind_Resume at the end of cleanups. It must be that of the unwinder that the program is linked with, which may be a
/// static copy: the linker knows.
void importUnwindResume(Module &M, Declarer &Declare) {
  LLVMContext &Context = M.getContext();
  auto Resume = M.getOrInsertFunction("_Unwind_Resume", Type::getVoidTy(Context), PointerType::getUnqual(Context));
  Declare.materialize(Resume.getCallee());
}

} // namespace

Bodies moveBodies(Module &M, ArrayRef<Function *> Lazy) {
  Bodies Result;
  dropGlobalsFromDebugInfo(M);
  const ConstantSet Travelling = findTravellingConstants(M, Lazy);
  Result.Module = makeModuleLike(M);
  Declarer Declare(*Result.Module, Travelling);
  ValueToValueMapTy Map;
  const RemapFlags Flags = RF_NoModuleLevelChanges | RF_IgnoreMissingLocals;

  std::vector<Function *> Moved;
  for (Function *F : Lazy)
    Moved.push_back(moveBody(*F, *Result.Module));
  for (Function *Body : Moved) {
    RemapFunction(*Body, Map, Flags, nullptr, &Declare);
    Result.HavePersonality |= Body->hasPersonalityFn();
  }
  if (Result.HavePersonality)
    importUnwindResume(M, Declare);
  for (size_t I = 0; I != Declare.Constants.size(); ++I) {
    auto [From, To] = Declare.Constants[I];
    To->setInitializer(MapValue(From->getInitializer(), Map, Flags, nullptr, &Declare));
  }
  // Two passes: travelling constants may name each other.
  for (auto [From, To] : Declare.Constants)
    From->setInitializer(PoisonValue::get(From->getValueType()));
  for (auto [From, To] : Declare.Constants) {
    From->removeDeadConstantUsers();
    if (!From->use_empty())
      continue;
    SmallVector<DIGlobalVariableExpression *, 1> Described;
    From->getDebugInfo(Described);
    Result.Gone.insert(Described.begin(), Described.end());
    From->eraseFromParent();
  }

  std::vector<Import> Indirect;
  for (auto [Original, Declaration] : Declare.needed()) {
    bool Near = isNear(*Original);
    bool Plt = !Near && isa<Function>(Original) && !Original->hasExternalWeakLinkage() && onlyCalled(*Declaration);
    std::string Name = symbolOf(*Original);
    (Near || Plt ? Result.Imports : Indirect).push_back({Original, std::move(Name), Near || Plt, Plt});
  }
  Result.DirectImports = static_cast<unsigned>(Result.Imports.size());
  append_range(Result.Imports, Indirect);
  return Result;
}

} // namespace autojit
