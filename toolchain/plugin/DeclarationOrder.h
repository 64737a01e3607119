#ifndef AUTOJIT_PLUGIN_DECLARATION_ORDER_H
#define AUTOJIT_PLUGIN_DECLARATION_ORDER_H

#include "llvm/IR/Module.h"

namespace autojit {

/// Front ends declare what is used in the order of its first use, and the object lists its symbols in the order of their declaration. Sorts them by
/// name: an edit of a body that only changes the order of uses leaves the object as it is, and then nothing has to be linked (docs/decisions/018).
void sortDeclarations(llvm::Module &M);

} // namespace autojit

#endif
