#ifndef AUTOJIT_ENGINE_COMPILE_H
#define AUTOJIT_ENGINE_COMPILE_H

#include "Inlined.h"
#include "Tier.h"

#include "llvm/IR/Module.h"
#include "llvm/Passes/OptimizationLevel.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>

namespace autojit {

/// Turns modules into ELF objects, at the level that they were compiled for, or as drafts; `Fuse` as -ffp-contract=fast. Setting up passes costs more
/// than running them over a small function, so they are kept: one line of passes per level.
class Compiler {
public:
  /// Assembly is for people to read: the same code as the object has.
  enum class Form { Object, Assembly };

  explicit Compiler(Form Wanted = Form::Object);
  ~Compiler();
  /// `Seen`: learns what was inlined where; null: nobody asks.
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> compile(llvm::Module &M, llvm::OptimizationLevel Level, bool Fuse, Tier Wanted = Tier::Final,
                                                              Inlined *Seen = nullptr);

private:
  class Pipeline;
  const Form Wanted;
  llvm::Expected<Pipeline *> pipelineFor(const llvm::Module &M, llvm::OptimizationLevel Level, Tier Wanted);
  std::unique_ptr<Pipeline> Pipelines[7]; ///< by speed level, then Os and Oz, then drafts
};

} // namespace autojit

#endif
