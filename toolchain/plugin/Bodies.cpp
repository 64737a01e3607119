#include "Bodies.h"

#include "Declarer.h"
#include "LlvmVersion.h"
#include "SourceNames.h"
#include "TravellingConstants.h"
#include "autojit/Symbols.h"
#include "autojit/body.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

using namespace llvm;

namespace autojit {
namespace {

bool onlyCalled(const Value &V) {
  return all_of(V.uses(), [](const Use &U) {
    const auto *Call = dyn_cast<CallBase>(U.getUser());
    return Call && Call->isCallee(&U);
  });
}

std::unique_ptr<Module> makeModuleLike(Module &M) {
  auto Result = std::make_unique<Module>(M.getModuleIdentifier(), M.getContext());
  Result->setSourceFileName(portableSource(M));
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
  auto *Body = Function::Create(F.getFunctionType(), GlobalValue::ExternalLinkage, "\1" + symbolOf(F) + AUTOJIT_BODY_SUFFIX, Target);
  Body->copyAttributesFrom(&F);
  Body->setVisibility(GlobalValue::HiddenVisibility);
  Body->setDSOLocal(true);
  // A definition that the linker may replace must not be bound to directly; the engine reads these marks.
  if (F.isInterposable())
    Body->addFnAttr(AUTOJIT_INTERPOSABLE);
  else if (!isNear(F) && !F.isDSOLocal())
    Body->addFnAttr(AUTOJIT_PREEMPTIBLE);
  Body->copyMetadata(&F, 0);
  for (auto [From, To] : zip_equal(F.args(), Body->args())) {
    To.takeName(&From);
    From.replaceAllUsesWith(&To);
  }
  Body->splice(Body->begin(), &F);
  F.setSubprogram(nullptr);
  SmallVector<MDNode *, 2> Types;
  F.getMetadata(LLVMContext::MD_type, Types);
  F.clearMetadata();
  for (MDNode *Type : Types) // checked where it is called by address, and that is the stub's
    F.addMetadata(LLVMContext::MD_type, *Type);
  F.setPersonalityFn(nullptr);
  return Body;
}

/// Copies a body that the object may need as well. Debug metadata is shared: both modules are in one context.
void copyBody(Function &From, Function &To, Declarer &Declare, RemapFlags Flags) {
  To.copyAttributesFrom(&From);
  To.setLinkage(GlobalValue::AvailableExternallyLinkage);
  To.copyMetadata(&From, 0);
  ValueToValueMapTy Map;
  for (auto [A, B] : zip_equal(From.args(), To.args()))
    Map[&A] = &B;
  for (BasicBlock &Block : From)
    Map[&Block] = CloneBasicBlock(&Block, Map, "", &To);
  RemapFunction(To, Map, Flags, nullptr, &Declare);
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

void nameAll(Module &M) {
  for (GlobalValue &GV : M.global_values())
    if (!GV.hasName())
      GV.setName(UnnamedPrefix);
}

Bodies moveBodies(Module &M, ArrayRef<Function *> Lazy, const InlineOnly &Inline, OptimizationLevel Level) {
  Bodies Result;
  dropGlobalsFromDebugInfo(M);
  FunctionSet Leaving = Inline.Leaving;
  Leaving.insert(Lazy.begin(), Lazy.end());
  const ConstantSet Travelling = findTravellingConstants(M, Leaving);
  Result.Module = makeModuleLike(M);
  Declarer Declare(*Result.Module, Travelling, Inline.Carried, Level != OptimizationLevel::O0);
  ValueToValueMapTy Map;
  const RemapFlags Flags = RF_NoModuleLevelChanges | RF_IgnoreMissingLocals;

  std::vector<Function *> Moved;
  for (Function *F : Lazy)
    Moved.push_back(moveBody(*F, *Result.Module));
  for (Function *Body : Moved) {
    RemapFunction(*Body, Map, Flags, nullptr, &Declare);
    Result.HavePersonality |= Body->hasPersonalityFn();
  }
  for (size_t I = 0; I != Declare.Copies.size(); ++I) {
    copyBody(*Declare.Copies[I].first, *Declare.Copies[I].second, Declare, Flags);
    Result.HavePersonality |= Declare.Copies[I].second->hasPersonalityFn();
  }
  if (Result.HavePersonality)
    importUnwindResume(M, Declare);
  for (auto [From, To] : Declare.Copies)
    if (Inline.Leaving.contains(From))
      From->deleteBody();
  for (GlobalVariable *From : Declare.Travelled) {
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
    // What is inlined wherever it is named may exist in no library.
    if (auto *F = dyn_cast<Function>(Original);
        F && Inline.Carried.contains(F) && F->hasFnAttribute(Attribute::AlwaysInline) && onlyCalled(*Declaration))
      continue;
    bool Near = isNear(*Original);
    bool Plt = !Near && isa<Function>(Original) && !Original->hasExternalWeakLinkage() && distancesUsePlt(*Original) && onlyCalled(*Declaration);
    std::string Name = symbolOf(*Original);
    (Near || Plt ? Result.Imports : Indirect).push_back({Original, std::move(Name), Near || Plt, Plt});
  }
  // By name, not by first use: an edit that only changes the order of uses leaves the object as it is.
  auto ByName = [](const Import &A, const Import &B) { return A.Name < B.Name; };
  sort(Result.Imports, ByName);
  sort(Indirect, ByName);
  Result.DirectImports = static_cast<unsigned>(Result.Imports.size());
  append_range(Result.Imports, Indirect);
  return Result;
}

} // namespace autojit
