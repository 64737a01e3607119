#ifndef AUTOJIT_PLUGIN_LLVM_VERSION_H
#define AUTOJIT_PLUGIN_LLVM_VERSION_H

/// Where the versions of LLVM that the plugin is built for differ; no other file asks for the version.

#include "llvm/ADT/ArrayRef.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/Triple.h"

#if LLVM_VERSION_MAJOR >= 22
#include "llvm/Plugins/PassPlugin.h"
#else
#include "llvm/Passes/PassPlugin.h"
#endif

namespace autojit {

inline llvm::Triple targetOf(const llvm::Module &M) { return llvm::Triple(M.getTargetTriple()); }

/// The form in which the registry of targets is asked.
#if LLVM_VERSION_MAJOR >= 22
inline const llvm::Triple &targetName(const llvm::Triple &Target) { return Target; }
#else
inline const std::string &targetName(const llvm::Triple &Target) { return Target.getTriple(); }
#endif

#if LLVM_VERSION_MAJOR >= 22
using Diagnostic = llvm::DiagnosticInfoGeneric;
#else
/// A message that is about no place.
class Diagnostic : public llvm::DiagnosticInfo {
public:
  Diagnostic(const llvm::Twine &Message, llvm::DiagnosticSeverity Severity)
      : DiagnosticInfo(llvm::getNextAvailablePluginDiagnosticKind(), Severity), Message(Message) {}
  void print(llvm::DiagnosticPrinter &Printer) const override { Printer << Message; }

private:
  const llvm::Twine &Message;
};
#endif

/// Attributes of functions that a sanitizer instruments, beside those that all versions have.
inline llvm::ArrayRef<llvm::Attribute::AttrKind> newerSanitizers() {
#if LLVM_VERSION_MAJOR >= 20
  static constexpr llvm::Attribute::AttrKind Kinds[] = {llvm::Attribute::SanitizeType, llvm::Attribute::SanitizeRealtime};
  return Kinds;
#else
  return {};
#endif
}

/// Whether a distance to a function goes by way of the PLT where the linker may export the function. 19 names one that the compiler takes for its own
/// (-fno-semantic-interposition) directly, and then no shared library can be linked.
inline bool distancesUsePlt(const llvm::GlobalValue &Function) {
#if LLVM_VERSION_MAJOR >= 22
  return true;
#else
  return !Function.isDSOLocal();
#endif
}

/// The same description of a function that begins at this line.
inline llvm::DISubprogram *withLine(const llvm::DISubprogram &Old, unsigned Line) {
  return llvm::DISubprogram::getDistinct(Old.getContext(), Old.getScope(), Old.getName(), Old.getLinkageName(), Old.getFile(), Line, Old.getType(),
                                         Line, Old.getContainingType(), Old.getVirtualIndex(), Old.getThisAdjustment(), Old.getFlags(),
                                         Old.getSPFlags(), Old.getUnit(), Old.getTemplateParams(), Old.getDeclaration(), Old.getRetainedNodes(),
                                         Old.getThrownTypes(), Old.getAnnotations(), Old.getTargetFuncName()
#if LLVM_VERSION_MAJOR >= 22
                                                                                         ,
                                         Old.getKeyInstructionsEnabled()
#endif
  );
}

} // namespace autojit

#endif
