#ifndef AUTOJIT_PLUGIN_SHAREDDEBUGINFO_H
#define AUTOJIT_PLUGIN_SHAREDDEBUGINFO_H

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Module.h"

#include <vector>

namespace autojit {

/// Object and bodies share their compile units. While this lives, the units are as the bodies need them: without the program's variables.
/// Afterwards they are as the object needs them: its variables but those in `Gone`, and no types that only bodies use. An object that has nothing
/// left to describe loses its debug info.
class SharedDebugInfo {
public:
  SharedDebugInfo(llvm::Module &M, const llvm::SmallPtrSetImpl<const llvm::Metadata *> &Gone);
  ~SharedDebugInfo();
  SharedDebugInfo(const SharedDebugInfo &) = delete;
  SharedDebugInfo &operator=(const SharedDebugInfo &) = delete;

private:
  llvm::Module &M;
  std::vector<std::pair<llvm::DICompileUnit *, std::vector<llvm::Metadata *>>> Units;
};

} // namespace autojit

#endif
