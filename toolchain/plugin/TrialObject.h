#ifndef AUTOJIT_PLUGIN_TRIAL_OBJECT_H
#define AUTOJIT_PLUGIN_TRIAL_OBJECT_H

#include "llvm/ADT/StringSet.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"

#include <memory>
#include <optional>

namespace autojit {

/// Declared functions, by their names in the module.
using SymbolSet = llvm::StringSet<>;

/// Compiles modules in memory as the compiler would compile them without AutoJIT, to see what it leaves of them.
class TrialObject {
public:
  TrialObject(llvm::PassBuilder &Builder, llvm::OptimizationLevel Level) : Builder(Builder), Level(Level) {}

  /// Which of `Symbols` the object of `Copy` asks the linker for; nothing if it cannot be compiled. Prints nothing.
  std::optional<SymbolSet> needed(const SymbolSet &Symbols, std::unique_ptr<llvm::Module> Copy) const;

private:
  llvm::PassBuilder &Builder;
  llvm::OptimizationLevel Level;
};

} // namespace autojit

#endif
