#include "TrialObject.h"

#include "LlvmVersion.h"
#include "UsualPipeline.h"

#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/PassInstrumentation.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace autojit {
namespace {

/// The compiler says of the module itself what is to be said of it.
struct Silence : DiagnosticHandler {
  explicit Silence(bool &Failed) : Failed(Failed) {}
  bool handleDiagnostics(const DiagnosticInfo &Told) override {
    Failed |= Told.getSeverity() == DS_Error;
    return true;
  }
  bool &Failed;
};

/// Takes the place of the compiler's handler of messages.
class Silenced {
public:
  explicit Silenced(LLVMContext &Context) : Context(Context), Before(Context.getDiagnosticHandler()) {
    Context.setDiagnosticHandler(std::make_unique<Silence>(Failed));
  }
  ~Silenced() { Context.setDiagnosticHandler(std::move(Before)); }
  Silenced(const Silenced &) = delete;
  Silenced &operator=(const Silenced &) = delete;
  bool Failed = false;

private:
  LLVMContext &Context;
  std::unique_ptr<DiagnosticHandler> Before;
};

void optimize(Module &M, PassBuilder &Builder, OptimizationLevel Level) {
  LoopAnalysisManager Loops;
  FunctionAnalysisManager Functions;
  CGSCCAnalysisManager Components;
  ModuleAnalysisManager Modules;
  // The compiler's own watches over passes are not for these.
  Loops.registerPass([] { return PassInstrumentationAnalysis(); });
  Functions.registerPass([] { return PassInstrumentationAnalysis(); });
  Components.registerPass([] { return PassInstrumentationAnalysis(); });
  Modules.registerPass([] { return PassInstrumentationAnalysis(); });
  Builder.registerModuleAnalyses(Modules);
  Builder.registerCGSCCAnalyses(Components);
  Builder.registerFunctionAnalyses(Functions);
  Builder.registerLoopAnalyses(Loops);
  Builder.crossRegisterProxies(Loops, Functions, Components, Modules);
  usualPipeline(Builder, Level).run(M, Modules);
}

std::unique_ptr<TargetMachine> machineFor(const Module &M, OptimizationLevel Level) {
  const Triple System = targetOf(M);
  std::string Unused;
  const Target *Known = TargetRegistry::lookupTarget(targetName(System), Unused);
  const CodeGenOptLevel Effort = Level.getSpeedupLevel() > 2   ? CodeGenOptLevel::Aggressive
                                 : Level.getSpeedupLevel() > 1 ? CodeGenOptLevel::Default
                                                               : CodeGenOptLevel::Less;
  // Processor and features stand with each function.
  return std::unique_ptr<TargetMachine>(Known ? Known->createTargetMachine(targetName(System), "", "", TargetOptions(),
                                                                           M.getPICLevel() == PICLevel::NotPIC ? Reloc::Static : Reloc::PIC_,
                                                                           M.getCodeModel(), Effort)
                                              : nullptr);
}

/// The object's bytes; empty where there is no code generator.
SmallVector<char, 0> generate(Module &M, OptimizationLevel Level) {
  SmallVector<char, 0> Object;
  raw_svector_ostream Stream(Object);
  const std::unique_ptr<TargetMachine> Machine = machineFor(M, Level);
  if (!Machine)
    return Object;
  legacy::PassManager Passes;
  Passes.add(new TargetLibraryInfoWrapperPass(targetOf(M)));
  Passes.add(createTargetTransformInfoWrapperPass(Machine->getTargetIRAnalysis()));
  if (Machine->addPassesToEmitFile(Passes, Stream, nullptr, CodeGenFileType::ObjectFile))
    return Object;
  Passes.run(M);
  return Object;
}

/// Leaves only what names one of `Symbols`: the rest of the code need not be made.
void dropOthers(Module &M, const SymbolSet &Symbols) {
  SmallPtrSet<const Function *, 16> Wanted;
  SmallVector<const User *, 32> Work;
  SmallPtrSet<const User *, 32> Seen;
  for (const auto &Symbol : Symbols)
    if (const Function *F = M.getFunction(Symbol.getKey()))
      append_range(Work, F->users());
  while (!Work.empty()) {
    const User *U = Work.pop_back_val();
    if (const auto *I = dyn_cast<Instruction>(U))
      Wanted.insert(I->getFunction());
    else if (Seen.insert(U).second)
      append_range(Work, U->users());
  }
  for (const GlobalAlias &A : M.aliases()) // of a definition
    Wanted.insert(dyn_cast<Function>(A.getAliaseeObject()));
  for (const GlobalIFunc &I : M.ifuncs())
    Wanted.insert(I.getResolverFunction());
  for (Function &F : M)
    if (!F.isDeclaration() && !Wanted.contains(&F)) {
      F.deleteBody();
      F.setComdat(nullptr);
    }
}

std::optional<SymbolSet> undefinedOf(StringRef Bytes) {
  Expected<std::unique_ptr<object::ObjectFile>> Object = object::ObjectFile::createELFObjectFile(MemoryBufferRef(Bytes, ""));
  if (!Object) {
    consumeError(Object.takeError());
    return std::nullopt;
  }
  SymbolSet Result;
  for (const object::SymbolRef &Symbol : (*Object)->symbols()) {
    Expected<uint32_t> Flags = Symbol.getFlags();
    Expected<StringRef> Name = Symbol.getName();
    if (Flags && Name && (*Flags & object::SymbolRef::SF_Undefined))
      Result.insert(*Name);
    consumeError(Flags.takeError());
    consumeError(Name.takeError());
  }
  return Result;
}

} // namespace

std::optional<SymbolSet> TrialObject::needed(const SymbolSet &Symbols, std::unique_ptr<Module> Copy) const {
  Silenced Context(Copy->getContext());
  StripDebugInfo(*Copy); // which decides nothing
  optimize(*Copy, Builder, Level);
  dropOthers(*Copy, Symbols);
  const SmallVector<char, 0> Object = generate(*Copy, Level);
  if (Context.Failed || Object.empty())
    return std::nullopt;
  std::optional<SymbolSet> Undefined = undefinedOf(StringRef(Object.data(), Object.size()));
  if (!Undefined)
    return std::nullopt;
  SymbolSet Result;
  for (const auto &Symbol : Symbols)
    if (Undefined->contains(GlobalValue::dropLLVMManglingEscape(Symbol.getKey())))
      Result.insert(Symbol.getKey());
  return Result;
}

} // namespace autojit
