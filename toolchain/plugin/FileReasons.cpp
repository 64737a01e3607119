#include "FileReasons.h"

#include "Instrumentation.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/LLVMContext.h"

using namespace llvm;

namespace autojit {
namespace {

constexpr EagerReason LlvmOptions{"llvm-options", "compiled with options or passes of LLVM that the engine does not have (-mllvm, -fpass-plugin)"};
constexpr EagerReason Diagnosed{"diagnosed",
                                "its file calls a function with the attribute error or warning: only the optimizer can show which calls remain"};
constexpr EagerReason FrameLimit{"frame-limit", "the compiler was asked to tell which frames are too large (-Wframe-larger-than)"};
constexpr EagerReason Remarks{
    "remarks", "the compiler was asked to tell what it did (-Rpass, an optimization record, -fstack-usage): it must compile all of the file"};

/// Whether such a call remains shows only after functions have been inlined into their callers, when the code generator meets it.
bool callsDiagnosed(const Module &M, StringRef Attribute) {
  return any_of(M, [&](const Function &F) {
    return F.hasFnAttribute(Attribute) && (F.isDeclaration() || any_of(F.users(), [](const User *U) { return isa<CallBase>(U); }));
  });
}

/// The front end's limit, which the code generator compares with.
bool limitsFrames(const Module &M) {
  return any_of(M, [](const Function &F) { return F.hasFnAttribute("warn-stack-size"); });
}

bool tellsWhatItDid(const Module &M, const CommandLine &Options) {
  LLVMContext &Context = M.getContext();
  const DiagnosticHandler *Handler = Context.getDiagHandlerPtr();
  return (Handler && Handler->isAnyRemarkEnabled()) || Context.getLLVMRemarkStreamer() || Options.recordsCompilation();
}

} // namespace

std::optional<EagerReason> reasonForFile(const Module &M, const CommandLine &Options, bool Instruments) {
  if (Instruments || hasReportingChecks(M))
    return Instrumented;
  if (Options.extendsLlvm())
    return LlvmOptions;
  if (callsDiagnosed(M, "dontcall-error") || (callsDiagnosed(M, "dontcall-warn") && Options.warnsOf("attribute-warning")))
    return Diagnosed;
  if (limitsFrames(M) && Options.warnsOf("frame-larger-than"))
    return FrameLimit;
  if (tellsWhatItDid(M, Options))
    return Remarks;
  return std::nullopt;
}

} // namespace autojit
