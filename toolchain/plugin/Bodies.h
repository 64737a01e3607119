#ifndef AUTOJIT_PLUGIN_BODIES_H
#define AUTOJIT_PLUGIN_BODIES_H

#include "InlineOnly.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/Module.h"

#include <memory>
#include <string>
#include <vector>

namespace autojit {

/// An address that the bodies need and the linker provides: one entry of the import table.
struct Import {
  llvm::GlobalValue *Value; ///< in the object's module
  std::string Name;         ///< linker symbol
  bool Direct;              ///< 32 bits from the table reach it (the symbol itself or its PLT entry)
  bool ThroughPlt;          ///< direct, by way of the PLT: only ever called
};

/// The bodies of one module, moved out of it.
struct Bodies {
  std::unique_ptr<llvm::Module> Module; ///< definitions `<name>$autojit`, everything else declared
  std::vector<Import> Imports;          ///< direct ones first
  unsigned DirectImports = 0;
  bool HavePersonality = false; ///< something can be caught, or cleaned up after, in one of them
  /// Debug info of constants that left the object.
  llvm::SmallPtrSet<const llvm::Metadata *, 16> Gone;
};

/// What an import leads to must have a name; data that the front end makes may have none, and gets one with a number.
constexpr llvm::StringLiteral UnnamedPrefix = "autojit.unnamed";
void nameAll(llvm::Module &M);

/// Moves the bodies of `Lazy` (in slot order) from `M` into a module of their own, in the same context, without copying an instruction.
/// Copies of what they inline go with them. Constants move along when TravellingConstants.h lets them.
/// Afterwards the lazy functions of `M` are declarations.
Bodies moveBodies(llvm::Module &M, llvm::ArrayRef<llvm::Function *> Lazy, const InlineOnly &Inline, llvm::OptimizationLevel Level);

} // namespace autojit

#endif
