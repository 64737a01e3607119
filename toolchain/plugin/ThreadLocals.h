#ifndef AUTOJIT_PLUGIN_THREADLOCALS_H
#define AUTOJIT_PLUGIN_THREADLOCALS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/IR/Function.h"

namespace autojit {

/// Makes functions whose bodies move reach thread-local variables through an accessor function that stays in the object.
/// So a body needs no TLS relocation, and each model (local-exec to global-dynamic) is the linker's business as always.
void routeThreadLocals(llvm::ArrayRef<llvm::Function *> Moving);

} // namespace autojit

#endif
