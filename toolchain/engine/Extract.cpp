#include "Extract.h"

#include "ConstantName.h"
#include "InlineEstimate.h"
#include "autojit/Symbols.h"
#include "autojit/body.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

using namespace llvm;

namespace autojit {
namespace {

/// IR instructions of bodies that are offered for inlining with one function: each is optimized along with it. What must be inlined always is.
constexpr unsigned MostOffered = 20000;

/// Of types in casts, enumerations and `using` of one source, which debuggers then know everywhere. A source in C has a few.
constexpr unsigned MostUnitWide = 64;

bool hasKnownBlocks(const Function &F) {
  return any_of(F, [](const BasicBlock &Block) { return Block.hasAddressTaken(); });
}

struct Callee {
  Function *Original, *Declaration;
};

class Extractor final : public ValueMaterializer {
public:
  Extractor(BodyFile &Source, Extraction How)
      : Source(Source), From(Source.skeleton()), KeepDebugInfo(How.KeepDebugInfo), IsDraft(How.Made == Tier::Draft), Reloads(How.Reloads) {
    Target = std::make_unique<Module>(From.getModuleIdentifier(), From.getContext());
    // Without debug info nothing depends on it, and functions are known again by what they are, not by where they stand.
    Target->setSourceFileName(KeepDebugInfo ? From.getSourceFileName() : "");
    Target->setDataLayout(From.getDataLayout());
    Target->setTargetTriple(From.getTargetTriple());
    copyFlags();
    if (KeepDebugInfo) {
      dropUnitWide();
      copyNamed("llvm.dbg.cu");
    }
  }

  Expected<std::unique_ptr<Module>> run(ArrayRef<Function *> All) {
    for (Function *Wanted : All)
      define(*Wanted);
    if (Error E = addInlineCandidates())
      return std::move(E);
    return std::move(Target);
  }

  Value *materialize(Value *V) override {
    auto *GV = dyn_cast<GlobalValue>(V);
    if (!GV || GV->getParent() == Target.get())
      return nullptr;
    if (Value *Known = Declared.lookup(GV))
      return Known;
    Value *Result = declare(*GV);
    Declared[GV] = Result;
    return Result;
  }

private:
  void define(Function &Wanted) {
    Function *Main = Function::Create(Wanted.getFunctionType(), GlobalValue::ExternalLinkage, Wanted.getName(), *Target);
    if (isUsedOnce(Wanted))
      move(*Main, Wanted);
    else
      fill(*Main, Wanted);
    if (!IsDraft && !Reloads)
      callItselfDirectly(*Main, Wanted);
    forbidCallsOfItself(*Main);
  }

  /// Assignment tracking is about variables of debug info alone: where there is none, the code generator would still look for them in every block,
  /// and take megabytes for a large function.
  void copyFlags() {
    SmallVector<Module::ModuleFlagEntry, 8> Flags;
    From.getModuleFlagsMetadata(Flags);
    for (const Module::ModuleFlagEntry &Flag : Flags)
      if (KeepDebugInfo || Flag.Key->getString() != "debug-info-assignment-tracking")
        Target->addModuleFlag(Flag.Behavior, Flag.Key->getString(), Flag.Val);
  }

  void copyNamed(StringRef Name) {
    if (NamedMDNode *Node = From.getNamedMetadata(Name)) {
      NamedMDNode *Copy = Target->getOrInsertNamedMetadata(Name);
      for (MDNode *Operand : Node->operands())
        Copy->addOperand(Operand);
    }
  }

  Value *declare(GlobalValue &GV) {
    if (auto *F = dyn_cast<Function>(&GV)) {
      auto Linkage = F->hasAvailableExternallyLinkage() ? GlobalValue::ExternalLinkage : F->getLinkage();
      auto *Result = Function::Create(F->getFunctionType(), Linkage, F->getName(), *Target);
      Result->setCallingConv(F->getCallingConv());
      Result->setAttributes(F->getAttributes());
      Result->setDSOLocal(F->isDSOLocal());
      if (!F->isIntrinsic())
        Callees.push_back({F, Result});
      return Result;
    }
    auto *Variable = cast<GlobalVariable>(&GV); // the plugin declares aliases as what they stand for
    if (Variable->hasInitializer() && Variable->hasLocalLinkage())
      return copyConstant(*Variable);
    auto *Result =
        new GlobalVariable(*Target, Variable->getValueType(), Variable->isConstant(), Variable->getLinkage(), nullptr, Variable->getName());
    Result->setAlignment(Variable->getAlign());
    Result->setUnnamedAddr(Variable->getUnnamedAddr());
    Result->setDSOLocal(Variable->isDSOLocal());
    if (Variable->hasInitializer()) // stays in the program; what is in it may be known
      Result->setInitializer(Variable->getInitializer());
    return Result;
  }

  /// Every image that needs a constant brings it, but a process uses only one copy (ConstantName.h): it needs a symbol, and must be nothing that the
  /// optimizer would change in one image and not in the other. The name depends on no other function, so that equal functions make equal modules.
  GlobalVariable *copyConstant(GlobalVariable &Variable) {
    const Align Alignment = Variable.getAlign().value_or(From.getDataLayout().getPreferredAlign(&Variable));
    auto *Result = new GlobalVariable(*Target, Variable.getValueType(), true, GlobalValue::LinkOnceODRLinkage, Variable.getInitializer(),
                                      constantName(ConstantCount++, Alignment));
    Result->setAlignment(Alignment);
    Result->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
    Result->setVisibility(GlobalValue::HiddenVisibility);
    Result->setDSOLocal(true);
    return Result;
  }

  /// Each function's debug info would hold all that its source names somewhere, once more: of Catch2 2.8 MB for each of 3,000 functions. What a
  /// function itself names is described all the same.
  void dropUnitWide() {
    for (DICompileUnit *Unit : From.debug_compile_units()) {
      if (Unit->getRetainedTypes().size() + Unit->getEnumTypes().size() + Unit->getImportedEntities().size() <= MostUnitWide)
        continue;
      Unit->replaceRetainedTypes(nullptr);
      // They bring the classes that they stand in, and all that those name.
      Unit->replaceEnumTypes(nullptr);
      Unit->replaceImportedEntities(nullptr);
    }
  }

  /// Whether nobody else will want the body: then it need not be copied. Where something is inlined, bodies serve many functions; drafts have bodies
  /// of their own.
  bool isUsedOnce(const Function &F) const {
    return (IsDraft || Source.level() == OptimizationLevel::O0) && !KeepDebugInfo && !F.hasFnAttribute(Attribute::AlwaysInline) && !hasKnownBlocks(F);
  }

  /// `Original` is empty after that; BodyFile::body reads it again in the rare case that it is asked for again.
  void move(Function &Into, Function &Original) {
    Source.stripDebugInfo(Original);
    Into.copyAttributesFrom(&Original);
    Into.copyMetadata(&Original, 0);
    for (auto [A, B] : zip_equal(Original.args(), Into.args()))
      A.replaceAllUsesWith(&B);
    Into.splice(Into.begin(), &Original);
    ValueToValueMapTy Map;
    RemapFunction(Into, Map, Flags, nullptr, this);
  }

  /// Copies the body of `Original` into `Copy`. Debug metadata is shared, not cloned: both are in one context.
  void fill(Function &Copy, Function &Original) {
    if (!KeepDebugInfo)
      Source.stripDebugInfo(Original);
    Copy.copyAttributesFrom(&Original);
    Copy.copyMetadata(&Original, 0);
    ValueToValueMapTy Map;
    for (auto [A, B] : zip_equal(Original.args(), Copy.args()))
      Map[&A] = &B;
    for (BasicBlock &Block : Original)
      Map[&Block] = CloneBasicBlock(&Block, Map, "", &Copy);
    RemapFunction(Copy, Map, Flags, nullptr, this);
  }

  /// A function that calls itself need not go through its own stub, unless the linker may have chosen another definition.
  void callItselfDirectly(Function &Copy, Function &Original) {
    if (Original.hasFnAttribute(AUTOJIT_INTERPOSABLE) || Original.hasFnAttribute(AUTOJIT_PREEMPTIBLE))
      return;
    for (Instruction &I : instructions(Copy))
      if (auto *Call = dyn_cast<CallBase>(&I))
        if (auto *Callee = dyn_cast<Function>(Call->getCalledOperand()))
          if (Copy.getName() == ("\1" + symbolOf(*Callee) + AUTOJIT_BODY_SUFFIX) && Callee->getFunctionType() == Copy.getFunctionType())
            Call->setCalledFunction(&Copy);
  }

  /// The optimizer knows a loop that does what memset does, and makes it a call: but not in a function of that name, which a body's name hides.
  static void forbidCallsOfItself(Function &Body) {
    StringRef Symbol = Body.getName();
    Symbol.consume_front("\1");
    Symbol.consume_back(AUTOJIT_BODY_SUFFIX);
    Body.addFnAttr(("no-builtin-" + Symbol).str());
  }

  /// Breadth first: `Callees` grows while bodies are filled in, which may also show one that was passed over as called where it matters.
  Error addInlineCandidates() {
    std::vector<Callee> Passed;
    for (size_t Seen = 0; Seen != Callees.size();) {
      for (; Seen != Callees.size(); ++Seen)
        if (isPassedOver(*Callees[Seen].Declaration))
          Passed.push_back(Callees[Seen]);
        else if (Error E = offer(Callees[Seen]))
          return E;
      erase_if(Passed, [this](const Callee &One) {
        const bool Matters = !isPassedOver(*One.Declaration);
        if (Matters)
          Callees.push_back(One);
        return Matters;
      });
    }
    return Error::success();
  }

  /// Never what must be inlined: it may exist nowhere else.
  static bool isPassedOver(const Function &Declaration) {
    return !Declaration.hasFnAttribute(Attribute::AlwaysInline) && InlineEstimate::isCalledInPassing(Declaration);
  }

  Error offer(Callee One) {
    Function *F = Source.bodyBehind(*One.Original);
    // What the attributes rule out is not even read.
    if (!F || F->hasFnAttribute(Attribute::NoInline) || F->hasFnAttribute(Attribute::OptimizeNone))
      return Error::success();
    const bool Always = F->hasFnAttribute(Attribute::AlwaysInline);
    if (!Always && (IsDraft || Source.level() == OptimizationLevel::O0 || Offered >= MostOffered))
      return Error::success();
    if (Error E = F->materialize())
      return E;
    if (!Always && Reloads && (OfferedBodies == MostInReloads || F->getInstructionCount() > LargestInReloads))
      return Error::success();
    Expected<bool> IsWorthIt = Always ? !F->empty() : Source.isWorthInlining(*F);
    if (!IsWorthIt || !*IsWorthIt)
      return IsWorthIt.takeError();
    const bool IsNear = One.Declaration->isDSOLocal(); // a body always is, and its function may be what the linker exports
    fill(*One.Declaration, *F);
    One.Declaration->setLinkage(GlobalValue::AvailableExternallyLinkage);
    One.Declaration->setVisibility(GlobalValue::DefaultVisibility);
    One.Declaration->setDSOLocal(IsNear);
    Offered += Always ? 0 : F->getInstructionCount();
    OfferedBodies += !Always;
    return Error::success();
  }

  const RemapFlags Flags = RF_NoModuleLevelChanges | RF_IgnoreMissingLocals;
  BodyFile &Source;
  Module &From;
  const bool KeepDebugInfo, IsDraft, Reloads;
  std::unique_ptr<Module> Target;
  DenseMap<GlobalValue *, Value *> Declared;
  std::vector<Callee> Callees;
  unsigned Offered = 0, OfferedBodies = 0;
  unsigned ConstantCount = 0;
};

} // namespace

Expected<std::unique_ptr<Module>> extractFunctions(BodyFile &Source, ArrayRef<unsigned> Slots, Extraction How) {
  // Before anything refers to the skeleton, which may be read anew: then all of them are looked for once more.
  for (unsigned Slot : Slots)
    if (Expected<Function *> Read = Source.body(Slot); !Read)
      return Read.takeError();
  SmallVector<Function *> Wanted;
  for (unsigned Slot : Slots)
    if (Expected<Function *> There = Source.body(Slot))
      Wanted.push_back(*There);
    else
      return There.takeError();
  return Extractor(Source, How).run(Wanted);
}

void dropBody(BodyFile &Source, unsigned Slot) {
  Function *F = Source.known(Slot);
  if (F && InlineEstimate::isNeverOffered(*F) && !F->hasFnAttribute(Attribute::AlwaysInline) && !hasKnownBlocks(*F))
    F->deleteBody();
}

} // namespace autojit
