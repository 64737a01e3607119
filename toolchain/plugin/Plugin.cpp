/// The pass plugin: hooks into the start of every pipeline, cuts the module, writes the store. Only adapts; each step has its own file.

#include "ArtificialLines.h"
#include "Bodies.h"
#include "BodyFile.h"
#include "Classify.h"
#include "CommandLine.h"
#include "DecidedByInlining.h"
#include "DeclarationOrder.h"
#include "FileReasons.h"
#include "Headers.h"
#include "Instrumentation.h"
#include "LinkTimeChecks.h"
#include "LinkTimeOptimization.h"
#include "LlvmVersion.h"
#include "Manifest.h"
#include "Record.h"
#include "ReloadFacts.h"
#include "SharedDebugInfo.h"
#include "SourceNames.h"
#include "Store.h"
#include "StorePath.h"
#include "Stubs.h"
#include "ThreadLocals.h"
#include "UsualPipeline.h"
#include "autojit/Symbols.h"
#include "autojit/record.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"

using namespace llvm;
using namespace autojit;

namespace {

bool isDisabled() {
  auto Value = sys::Process::GetEnv("AUTOJIT_DISABLE");
  return Value && !Value->empty() && *Value != "0";
}

bool isSupported(const Module &M) {
  const Triple Target = targetOf(M);
  auto Model = M.getCodeModel();
  return Target.getArch() == Triple::x86_64 && Target.isOSBinFormatELF() && Target.isOSLinux() && !Target.isX32() &&
         (!Model || *Model == CodeModel::Small);
}

void report(LLVMContext &Context, DiagnosticSeverity Severity, const Twine &Message) {
  Context.diagnose(Diagnostic("AutoJIT: " + Message, Severity));
}

ModuleId idOf(StringRef BodyFile) { return BLAKE3::hash<AUTOJIT_ID_SIZE>(arrayRefFromStringRef(BodyFile)); }

/// One cut: classify, describe, move bodies, write the store, leave stubs and a record.
class CutPass : public PassInfoMixin<CutPass> {
public:
  /// `Builder` is the compiler's, which has it until its passes have run.
  CutPass(PassBuilder &Builder, OptimizationLevel Level, bool Instruments) : Builder(&Builder), Level(Level), Instruments(Instruments) {}

  PreservedAnalyses run(Module &M, ModuleAnalysisManager &) {
    if (!isSupported(M) || M.getNamedGlobal("autojit.module"))
      return PreservedAnalyses::all();
    const CommandLine Options;
    if (Options.isFreestanding()) // neither a runtime nor a section of ours has a place in such a program
      return PreservedAnalyses::all();
    const std::string Source = sourceOf(M, Options);
    Expected<Choices> Wanted = Choices::read(M, Source);
    if (!Wanted) {
      report(M.getContext(), DS_Error, toString(Wanted.takeError()));
      return PreservedAnalyses::all();
    }
    BodyReasons Reasons(isForLinkTimeOptimization(M, Options) || Options.writesAssembly());
    Classification Functions = classifyFunctions(M, Reasons, *Wanted, reasonForFile(M, Options, Instruments));
    if (Functions.empty())
      return PreservedAnalyses::all();
    if (Level != OptimizationLevel::O0) {
      if (isForLinkTimeOptimization(M, Options))
        keepAllLinkTimeChecks(M, Functions);
      else
        keepLinkTimeChecks(M, Functions, TrialObject(*Builder, Level));
      keepDecidedByInlining(M, Functions, Options);
    }
    Expected<Store> Target = Store::open();
    if (!Target) {
      report(M.getContext(), DS_Warning, "compiling as usual: " + toString(Target.takeError()));
      return PreservedAnalyses::all();
    }
    cut(M, Functions, Reasons, Source, Options, *Target);
    return PreservedAnalyses::none();
  }

  /// Also runs where -O0 skips optional passes.
  static bool isRequired() { return true; }

private:
  void cut(Module &M, const Classification &Functions, BodyReasons &Reasons, const std::string &Source, const CommandLine &Options,
           const Store &Target) const {
    giveArtificialFunctionsLines(M);
    nameAll(M);
    const Manifest Description(M, Functions, Level, Source, includedFiles(Source, Options));
    const std::string Facts = reloadFacts(M, Functions);
    std::vector<Function *> Lazy;
    std::vector<std::string> Names;
    for (auto &[F, Reason] : Functions)
      if (!Reason) {
        Lazy.push_back(F);
        Names.push_back(symbolOf(*F));
      }
    const InlineOnly Inline = findInlineOnly(Lazy, Level, Reasons);
    std::vector<Function *> Moving = Lazy;
    append_range(Moving, Inline.Carried);
    routeThreadLocals(Moving);
    const Bodies Cut = moveBodies(M, Lazy, Inline, Level);
    noteFacts(*Cut.Module, Facts);
    const uint32_t Flags = bodyFlags(Level, Options.fusesFreely());
    std::string File;
    {
      SharedDebugInfo Separate(M, Cut.Gone);
      File = writeBodyFile(Cut, Names, Flags);
    }
    const ModuleId Id = idOf(File);
    std::optional<ModuleId> Portable;
    if (Cut.Module->getNamedMetadata("llvm.dbg.cu"))
      Portable = idOf(writeWithoutDebugInfo(Cut, Names, Flags));
    Error E = Target.write(Id, File, Description.json(Id, Portable), Facts);
    if (!E)
      E = Target.nameToolchain();
    if (!E)
      E = Target.identify();
    if (E)
      report(M.getContext(), DS_Error, toString(std::move(E)));
    const std::string Linked = linkedStorePath(Target.path());
    if (!Linked.empty() && !sys::path::is_absolute(Linked))
      listStore(Target.path());
    addRecord(M, Id, makeStubs(M, Lazy, Options), static_cast<unsigned>(Lazy.size()), Cut, Flags, Source, Linked, Options.writesAssembly());
    sortDeclarations(M);
  }

  PassBuilder *Builder;
  OptimizationLevel Level;
  bool Instruments;
};

void addCut(PassBuilder &Builder, ModulePassManager &Passes, OptimizationLevel Level) {
  if (isBuildingUsualPipeline() || isDisabled())
    return;
  Passes.addPass(CutPass(Builder, Level, pipelineInstruments(Builder, Level)));
}

} // namespace

extern "C" LLVM_ATTRIBUTE_WEAK __attribute__((visibility("default"))) PassPluginLibraryInfo llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "AutoJIT", AUTOJIT_VERSION, [](PassBuilder &Builder) {
            Builder.registerPipelineStartEPCallback(
                [&Builder](ModulePassManager &Passes, OptimizationLevel Level) { addCut(Builder, Passes, Level); });
          }};
}
