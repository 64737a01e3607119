#include "Compile.h"

#include "CellCalls.h"
#include "Draft.h"
#include "Features.h"

#include "autojit/DisplayName.h"

#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"
#include "llvm/Transforms/Scalar/TailRecursionElimination.h"
#include "llvm/Transforms/Utils/Mem2Reg.h"

using namespace llvm;

namespace autojit {
namespace {

CodeGenOptLevel codeGenLevel(OptimizationLevel Level) {
  static constexpr CodeGenOptLevel Levels[] = {CodeGenOptLevel::None, CodeGenOptLevel::Less, CodeGenOptLevel::Default, CodeGenOptLevel::Aggressive};
  return Levels[Level.getSpeedupLevel()];
}

/// At -O0 the pipeline is there for what the code generator does not know: callees that must be inlined, coroutines' and matrices' intrinsics.
bool needsPipeline(const Module &M) {
  return any_of(M, [](const Function &F) {
    return (!F.isDeclaration() && F.hasAvailableExternallyLinkage()) || F.getName().starts_with("llvm.coro.") ||
           F.getName().starts_with("llvm.matrix.");
  });
}

/// What runs into `unreachable` before it does anything has no code at all.
bool isEmpty(const Function &F) {
  SmallPtrSet<const BasicBlock *, 8> Passed;
  for (const BasicBlock *Block = &F.getEntryBlock(); Block && Passed.insert(Block).second; Block = Block->getSingleSuccessor())
    for (const Instruction &I : *Block)
      if (isa<UnreachableInst>(I))
        return true;
      else if (!isa<AllocaInst, BranchInst, DbgInfoIntrinsic>(I))
        return false;
  return false;
}

/// To call such a function is the program's fault, which shows nowhere better than right there: a trap instead of what happens to lie behind it.
void trapInEmptyFunctions(Module &M) {
  for (Function &F : M)
    if (!F.isDeclarationForLinker() && isEmpty(F))
      IRBuilder<>(&*F.getEntryBlock().getFirstInsertionPt()).CreateIntrinsic(Intrinsic::trap, {});
}

/// While an empty function can still be told from others.
void prepareDraft(Module &M) {
  trapInEmptyFunctions(M);
  for (Function &F : M)
    if (!F.isDeclaration())
      countWork(F);
}

/// The pipeline that the compiler would have run after the cut.
class Optimizer {
public:
  Optimizer(TargetMachine &Machine, OptimizationLevel Level) : Level(Level), Builder(&Machine, tuning(Level)) {
    Builder.registerModuleAnalyses(Modules);
    Builder.registerCGSCCAnalyses(Components);
    Builder.registerFunctionAnalyses(Functions);
    Builder.registerLoopAnalyses(Loops);
    Builder.crossRegisterProxies(Loops, Functions, Components, Modules);
  }

  void run(Module &M) {
    // A pipeline serves once: the inliner's wrapper gives its passes away when it runs.
    ModulePassManager Passes = Level == OptimizationLevel::O0 ? Builder.buildO0DefaultPipeline(Level) : Builder.buildPerModuleDefaultPipeline(Level);
    Passes.run(M, Modules);
    // Nothing that is known of this module may be believed of the next.
    Modules.clear();
    Components.clear();
    Functions.clear();
    Loops.clear();
  }

  /// What of the pipeline a draft cannot do without: what must be inlined is, and calls at the end are jumps.
  void runDraft(Module &M) {
    if (needsPipeline(M))
      run(M);
    FunctionPassManager Passes;
    Passes.addPass(PromotePass());
    // It is here to merge blocks. Of comparisons it would make switches and selects, which only the slow way of selecting instructions knows.
    Passes.addPass(SimplifyCFGPass(SimplifyCFGOptions().setSimplifyCondBranch(false).speculateBlocks(false)));
    Passes.addPass(TailCallElimPass());
    for (Function &F : M) {
      if (F.isDeclarationForLinker())
        continue;
      if (mayEndWithCall(F)) {
        Passes.run(F, Functions);
        returnAfterCalls(F);
      }
      easeSwitches(F);
    }
    Modules.clear();
    Functions.clear();
    Loops.clear();
  }

private:
  static PipelineTuningOptions tuning(OptimizationLevel Level) {
    PipelineTuningOptions Tuning;
    Tuning.LoopVectorization = Tuning.SLPVectorization = Tuning.LoopInterleaving = Level.getSpeedupLevel() > 1;
    return Tuning;
  }

  const OptimizationLevel Level;
  PassBuilder Builder;
  LoopAnalysisManager Loops;
  FunctionAnalysisManager Functions;
  CGSCCAnalysisManager Components;
  ModuleAnalysisManager Modules;
};

/// Catches what LLVM reports instead of returning it. Warnings were the compiler's to give; the program's output is not ours to add to.
class Diagnostics final : public DiagnosticHandler {
public:
  Diagnostics(std::string &Errors, Inlined *Seen) : Errors(Errors), Seen(Seen) {}
  bool isAnyRemarkEnabled() const override { return Seen; }
  bool handleDiagnostics(const DiagnosticInfo &Info) override {
    if (const auto *Remark = dyn_cast<OptimizationRemark>(&Info); Remark && Seen)
      Seen->note(*Remark);
    if (Info.getSeverity() != DS_Error)
      return true;
    std::string Text;
    raw_string_ostream Stream(Text);
    DiagnosticPrinterRawOStream Printer(Stream);
    Info.print(Printer);
    Errors += (Errors.empty() ? "" : "; ") + readable(Text);
    return true;
  }

private:
  std::string &Errors;
  Inlined *const Seen;
};

unsigned indexOf(OptimizationLevel Level) { return Level.getSizeLevel() ? 3 + Level.getSizeLevel() : Level.getSpeedupLevel(); }

} // namespace

/// A target machine and the passes that were set up for it.
class Compiler::Pipeline {
public:
  static Expected<std::unique_ptr<Pipeline>> create(const Triple &T, OptimizationLevel Level, Tier Made, Form Wanted) {
    std::string Problem;
    const Target *Found = TargetRegistry::lookupTarget(T, Problem);
    if (!Found)
      return createStringError(Problem);
    std::unique_ptr<Pipeline> Result(new Pipeline(Level, Made, Wanted));
    // The CPU and its features are attributes of each function. Position-independent, because an image may be placed anywhere.
    Result->Machine.reset(
        Found->createTargetMachine(T, "x86-64", "", TargetOptions(), Reloc::PIC_, CodeModel::Small, codeGenLevel(Level), /*JIT=*/true));
    MCContext *Context;
    const bool Refused = Wanted == Form::Object
                             ? Result->Machine->addPassesToEmitMC(Result->CodeGenerator, Context, Result->Stream, /*DisableVerify=*/true)
                             : Result->Machine->addPassesToEmitFile(Result->CodeGenerator, Result->Stream, nullptr, CodeGenFileType::AssemblyFile);
    if (Refused)
      return createStringError("this LLVM cannot emit code for the program's target");
    return std::move(Result);
  }

  void run(Module &M, bool Fuse) {
    Machine->Options.AllowFPOpFusion = Fuse ? FPOpFusion::Fast : FPOpFusion::Standard;
    if (Made == Tier::Draft)
      prepareDraft(M);
    if (Level != OptimizationLevel::O0 || Made == Tier::Draft || needsPipeline(M)) {
      if (!Passes)
        Passes = std::make_unique<Optimizer>(*Machine, Level);
      if (Made == Tier::Draft)
        Passes->runDraft(M);
      else
        Passes->run(M);
    }
    trapInEmptyFunctions(M);
    // Where speed matters, and no person reads it. The fast instruction selector does not know such calls.
    if (Level != OptimizationLevel::O0 && Wanted == Form::Object)
      callByCells(M);
    CodeGenerator.run(M);
  }

  const MCSubtargetInfo &knownFeatures() const { return *Machine->getMCSubtargetInfo(); }

  SmallVector<char, 0> takeObject() { return std::move(Object); }

private:
  Pipeline(OptimizationLevel Level, Tier Made, Form Wanted) : Level(Level), Made(Made), Wanted(Wanted) {}

  const OptimizationLevel Level;
  const Tier Made;
  const Form Wanted;
  std::unique_ptr<TargetMachine> Machine;
  std::unique_ptr<Optimizer> Passes;
  SmallVector<char, 0> Object;
  raw_svector_ostream Stream{Object};
  legacy::PassManager CodeGenerator;
};

Compiler::Compiler(Form Wanted) : Wanted(Wanted) {}
Compiler::~Compiler() = default;

Expected<Compiler::Pipeline *> Compiler::pipelineFor(const Module &M, OptimizationLevel Level, Tier Made) {
  std::unique_ptr<Pipeline> &Known = Made == Tier::Draft ? Pipelines[std::size(Pipelines) - 1] : Pipelines[indexOf(Level)];
  if (!Known) {
    auto Created = Pipeline::create(M.getTargetTriple(), Made == Tier::Draft ? OptimizationLevel::O0 : Level, Made, Wanted);
    if (!Created)
      return Created.takeError();
    Known = std::move(*Created);
  }
  return Known.get();
}

Expected<std::unique_ptr<MemoryBuffer>> Compiler::compile(Module &M, OptimizationLevel Level, bool Fuse, Tier Made, Inlined *Seen) {
  Expected<Pipeline *> Passes = pipelineFor(M, Level, Made);
  if (!Passes)
    return Passes.takeError();
  if (Error E = dropUnknownFeatures(M, (*Passes)->knownFeatures()))
    return std::move(E);
  std::string Problems;
  M.getContext().setDiagnosticHandler(std::make_unique<Diagnostics>(Problems, Seen));
  (*Passes)->run(M, Fuse);
  M.getContext().setDiagnosticHandler(std::make_unique<DiagnosticHandler>());
  SmallVector<char, 0> Object = (*Passes)->takeObject();
  if (!Problems.empty())
    return createStringError("it cannot be compiled: " + Problems);
  return std::make_unique<SmallVectorMemoryBuffer>(std::move(Object), M.getModuleIdentifier(), /*RequiresNullTerminator=*/false);
}

} // namespace autojit
