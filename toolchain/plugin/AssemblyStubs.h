#ifndef AUTOJIT_PLUGIN_ASSEMBLYSTUBS_H
#define AUTOJIT_PLUGIN_ASSEMBLYSTUBS_H

#include "CommandLine.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/IR/Module.h"

#include <string>

namespace autojit {

/// Stubs as module-level assembly. For a function, the code generator runs all its passes, however short it is: at -O2 that was a fifth of the time
/// that compiling sqlite took. Only for functions whose symbol needs nothing that assembly cannot say in a line.
class AssemblyStubs {
public:
  AssemblyStubs(llvm::Module &M, const llvm::GlobalVariable &Slots, const CommandLine &Options);
  /// Adds what was collected to the module.
  ~AssemblyStubs();
  AssemblyStubs(const AssemblyStubs &) = delete;
  AssemblyStubs &operator=(const AssemblyStubs &) = delete;

  /// A stub for `F`, whose slot is `Offset` bytes into the slots; F then is the declaration of an external symbol. False when F needs a function.
  bool add(llvm::Function &F, uint64_t Offset);

private:
  bool fits(const llvm::Function &F) const;

  llvm::Module &M;
  const std::string Slots;
  bool Usable;
  llvm::DenseSet<const llvm::GlobalObject *> Aliased;
  std::string Text;
};

} // namespace autojit

#endif
