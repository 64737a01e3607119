#ifndef AUTOJIT_ENGINE_INLINEESTIMATE_H
#define AUTOJIT_ENGINE_INLINEESTIMATE_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/IR/Function.h"
#include "llvm/Passes/OptimizationLevel.h"
#include "llvm/Support/Error.h"

#include <array>
#include <memory>
#include <optional>

namespace autojit {

/// What the inliner will probably say to bodies that nothing has simplified yet. Who is not offered to it cannot be inlined; who is offered in vain
/// is optimized for nothing. The answer depends on bodies alone, not on what was asked before: equal functions must make equal modules.
class InlineEstimate {
public:
  /// The body that may be inlined where a function is called, or null.
  using BodyBehind = llvm::function_ref<llvm::Function *(llvm::Function &)>;

  explicit InlineEstimate(llvm::OptimizationLevel Level);

  /// Reads the body, and those that it calls as far as the answer depends on them. One that was dropped is not worth it.
  llvm::Expected<bool> isWorthOffering(llvm::Function &Body, BodyBehind Find);

  /// Whether a body that was read is too large whatever its callees are.
  static bool isNeverOffered(const llvm::Function &Body);

  /// Whether only who calls `Callee` on the way to an end without return, if anybody, calls it.
  static bool isCalledInPassing(const llvm::Function &Callee);

private:
  /// Callees' callees change what a callee costs, but less and less.
  static constexpr unsigned Depth = 4;

  struct Known {
    int Alone = 0;                                                ///< with calls as calls
    llvm::SmallVector<std::pair<llvm::Function *, int>, 4> Calls; ///< of bodies that are there, and what each costs as a call
    std::array<std::optional<int>, Depth + 1> Total;              ///< with so many levels of callees inlined
  };

  llvm::Expected<Known *> look(llvm::Function &Body, BodyBehind Find);
  llvm::Expected<int> costOf(llvm::Function &Body, unsigned Levels, BodyBehind Find);
  int limitOf(const llvm::Function &Body) const;

  llvm::OptimizationLevel Level;
  llvm::DenseMap<const llvm::Function *, std::unique_ptr<Known>> All;
};

} // namespace autojit

#endif
