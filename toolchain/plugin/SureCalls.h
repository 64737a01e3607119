#ifndef AUTOJIT_PLUGIN_SURE_CALLS_H
#define AUTOJIT_PLUGIN_SURE_CALLS_H

#include "WaySearch.h"

namespace autojit {

/// Which declared functions a module's object names whatever the optimizer does: those that some run of the program comes to (WaySearch.h).
class SureCalls {
public:
  explicit SureCalls(const llvm::Module &M);
  /// True when no optimizer can do without every call of `Callee`. False: it is not known.
  bool needs(const llvm::Function &Callee);

private:
  bool isRoot(const llvm::Function &F) const;
  std::vector<WayCall> waysTo(const llvm::Instruction &Last, unsigned Most) const;
  bool find(llvm::ArrayRef<WayCall> Calls, unsigned &Effort);

  llvm::DenseSet<const llvm::GlobalValue *> Released;
  llvm::DenseSet<const llvm::Function *> Aliased;
  WaySearch Search;
};

} // namespace autojit

#endif
