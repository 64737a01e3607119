#ifndef AUTOJIT_ENGINE_DRAFT_H
#define AUTOJIT_ENGINE_DRAFT_H

#include "llvm/IR/Module.h"

namespace autojit {

/// The names by which a draft's code knows its counter and what is called when that runs out (include/autojit/image.h). No program's symbols: the
/// compiler makes no name of spaces.
inline constexpr llvm::StringLiteral DraftCounter = "autojit draft's counter";
inline constexpr llvm::StringLiteral DraftIsHot = "autojit draft is hot";

/// Whether the functions of an extracted module may be made without optimization, though they were compiled for more (docs/decisions/043). Not where
/// the result would be another, or where a loop may run so long that the function's next call is too late for better code.
bool mayBeDraft(const llvm::Module &Extracted, bool Fuse);

/// Whether its last act may be a call, which the optimizer makes a jump: functions that call each other in a circle then take no stack.
bool mayEndWithCall(const llvm::Function &F);

/// Has it return right behind such calls, where the code generator looks for them; after the passes that mark them.
void returnAfterCalls(llvm::Function &F);

/// FastISel knows no switch and leaves the whole block to slower hands: makes comparisons of small ones, and gives others blocks of their own.
void easeSwitches(llvm::Function &F);

/// Has the function count its calls and the rounds of its loops, and tell when there were many.
void countWork(llvm::Function &Draft);

} // namespace autojit

#endif
