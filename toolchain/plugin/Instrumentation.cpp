#include "Instrumentation.h"

#include "LlvmVersion.h"
#include "UsualPipeline.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace autojit {
namespace {

/// Class names of passes, or parts of them: sanitizers, coverage, profiles made and used.
constexpr StringRef InstrumentingPasses[] = {"AddressSanitizerPass",    "ThreadSanitizerPass",    "MemorySanitizerPass",
                                             "TypeSanitizerPass",       "RealtimeSanitizerPass",  "NumericalStabilitySanitizerPass",
                                             "DataFlowSanitizerPass",   "SanitizerCoveragePass",  "SanitizerBinaryMetadataPass",
                                             "MemProfilerPass",         "GCOVProfilerPass",       "InstrProfilingLoweringPass",
                                             "PGOInstrumentationGen",   "PGOInstrumentationUse",  "MemProfUsePass",
                                             "SampleProfileLoaderPass", "SampleProfileProbePass", "BoundsCheckingPass"};

std::string describePipeline(PassBuilder &Builder, OptimizationLevel Level) {
  ModulePassManager Passes = usualPipeline(Builder, Level);
  std::string Text;
  raw_string_ostream Stream(Text);
  Passes.printPipeline(Stream, [](StringRef ClassName) { return ClassName; });
  return Text;
}

} // namespace

bool pipelineInstruments(PassBuilder &Builder, OptimizationLevel Level) {
  const std::string Pipeline = describePipeline(Builder, Level);
  return any_of(InstrumentingPasses, [&](StringRef Pass) { return StringRef(Pipeline).contains(Pass); });
}

bool hasReportingChecks(const Module &M) {
  return any_of(M, [](const Function &F) { return F.getName().starts_with("__ubsan_handle_"); });
}

bool isInstrumented(const Function &F) {
  for (Attribute::AttrKind Kind : {Attribute::SanitizeAddress, Attribute::SanitizeHWAddress, Attribute::SanitizeMemory, Attribute::SanitizeThread,
                                   Attribute::SanitizeMemTag, Attribute::SanitizeNumericalStability, Attribute::SafeStack, Attribute::OptForFuzzing})
    if (F.hasFnAttribute(Kind))
      return true;
  for (Attribute::AttrKind Kind : newerSanitizers())
    if (F.hasFnAttribute(Kind))
      return true;
  for (StringRef Name :
       {"instrument-function-entry", "instrument-function-entry-inlined", "instrument-function-exit", "instrument-function-exit-inlined",
        "fentry-call", "xray-instruction-threshold", "function-instrument", "patchable-function-entry"})
    if (F.hasFnAttribute(Name))
      return true;
  return false;
}

} // namespace autojit
