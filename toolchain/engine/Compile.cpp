#include "Compile.h"

#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"
#include "llvm/Target/TargetOptions.h"

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

/// The pipeline that the compiler would have run after the cut.
void optimize(Module &M, OptimizationLevel Level, TargetMachine &Machine) {
  PipelineTuningOptions Tuning;
  Tuning.LoopVectorization = Tuning.SLPVectorization = Level.getSpeedupLevel() > 1;
  Tuning.LoopInterleaving = Level.getSpeedupLevel() > 1;
  LoopAnalysisManager Loops;
  FunctionAnalysisManager Functions;
  CGSCCAnalysisManager Components;
  ModuleAnalysisManager Modules;
  PassBuilder Builder(&Machine, Tuning);
  Builder.registerModuleAnalyses(Modules);
  Builder.registerCGSCCAnalyses(Components);
  Builder.registerFunctionAnalyses(Functions);
  Builder.registerLoopAnalyses(Loops);
  Builder.crossRegisterProxies(Loops, Functions, Components, Modules);
  ModulePassManager Passes = Level == OptimizationLevel::O0 ? Builder.buildO0DefaultPipeline(Level) : Builder.buildPerModuleDefaultPipeline(Level);
  Passes.run(M, Modules);
}

/// Catches what LLVM reports instead of returning it. Warnings were the compiler's to give; the program's output is not ours to add to.
class Diagnostics final : public DiagnosticHandler {
public:
  explicit Diagnostics(std::string &Errors) : Errors(Errors) {}
  bool handleDiagnostics(const DiagnosticInfo &Info) override {
    if (Info.getSeverity() != DS_Error)
      return true;
    raw_string_ostream Stream(Errors);
    DiagnosticPrinterRawOStream Printer(Stream);
    Stream << (Errors.empty() ? "" : "; ");
    Info.print(Printer);
    return true;
  }

private:
  std::string &Errors;
};

} // namespace

Expected<TargetMachine *> Compiler::machineFor(const Module &M, OptimizationLevel Level) {
  std::unique_ptr<TargetMachine> &Machine = Machines[Level.getSpeedupLevel()];
  if (!Machine) {
    std::string Problem;
    const Target *T = TargetRegistry::lookupTarget(M.getTargetTriple(), Problem);
    if (!T)
      return createStringError(Problem);
    // The CPU and its features are attributes of each function. Position-independent, because an image may be placed anywhere.
    Machine.reset(
        T->createTargetMachine(M.getTargetTriple(), "x86-64", "", TargetOptions(), Reloc::PIC_, CodeModel::Small, codeGenLevel(Level), /*JIT=*/true));
  }
  return Machine.get();
}

Expected<std::unique_ptr<MemoryBuffer>> Compiler::compile(Module &M, OptimizationLevel Level, bool Fuse) {
  Expected<TargetMachine *> Machine = machineFor(M, Level);
  if (!Machine)
    return Machine.takeError();
  (*Machine)->Options.AllowFPOpFusion = Fuse ? FPOpFusion::Fast : FPOpFusion::Standard;
  std::string Problems;
  M.getContext().setDiagnosticHandler(std::make_unique<Diagnostics>(Problems));
  if (Level != OptimizationLevel::O0 || needsPipeline(M))
    optimize(M, Level, **Machine);
  SmallVector<char, 0> Object;
  raw_svector_ostream Stream(Object);
  legacy::PassManager Passes;
  MCContext *Context;
  if ((*Machine)->addPassesToEmitMC(Passes, Context, Stream, /*DisableVerify=*/true))
    return createStringError("this LLVM cannot emit code for the program's target");
  Passes.run(M);
  M.getContext().setDiagnosticHandler(std::make_unique<DiagnosticHandler>());
  if (!Problems.empty())
    return createStringError("it cannot be compiled: " + Problems);
  return std::make_unique<SmallVectorMemoryBuffer>(std::move(Object), M.getModuleIdentifier(), /*RequiresNullTerminator=*/false);
}

} // namespace autojit
