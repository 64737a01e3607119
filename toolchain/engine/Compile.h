#ifndef AUTOJIT_ENGINE_COMPILE_H
#define AUTOJIT_ENGINE_COMPILE_H

#include "llvm/IR/Module.h"
#include "llvm/Passes/OptimizationLevel.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>

namespace autojit {

/// Turns modules into ELF objects, at the level that they were compiled for; `Fuse` as -ffp-contract=fast. Keeps one target machine per level.
class Compiler {
public:
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> compile(llvm::Module &M, llvm::OptimizationLevel Level, bool Fuse);

private:
  llvm::Expected<llvm::TargetMachine *> machineFor(const llvm::Module &M, llvm::OptimizationLevel Level);
  std::unique_ptr<llvm::TargetMachine> Machines[4]; ///< by speed level
};

} // namespace autojit

#endif
