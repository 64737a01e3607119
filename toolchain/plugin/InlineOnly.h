#ifndef AUTOJIT_PLUGIN_INLINEONLY_H
#define AUTOJIT_PLUGIN_INLINEONLY_H

#include "BodyReasons.h"
#include "TravellingConstants.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/Passes/OptimizationLevel.h"

namespace autojit {

/// Definitions that are only there to be inlined (`available_externally`: `extern inline`, members of extern templates). The linker finds
/// the function elsewhere; one that is always inlined may exist nowhere.
struct InlineOnly {
  llvm::SmallSetVector<llvm::Function *, 16> Carried; ///< reached from lazy bodies: a copy goes with them
  FunctionSet Leaving;                                ///< of these, the ones that nothing which stays names
};

InlineOnly findInlineOnly(llvm::ArrayRef<llvm::Function *> Lazy, llvm::OptimizationLevel Level, BodyReasons &Reasons);

} // namespace autojit

#endif
