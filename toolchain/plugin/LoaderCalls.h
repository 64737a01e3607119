#ifndef AUTOJIT_PLUGIN_LOADERCALLS_H
#define AUTOJIT_PLUGIN_LOADERCALLS_H

#include "TravellingConstants.h"

namespace autojit {

/// Definitions that the dynamic loader calls while a body is being made (a program may bring its own malloc), and what those call in this module. A
/// stub there would wait for itself.
FunctionSet findLoaderCalls(const llvm::Module &M);

/// Adds the definitions that those in `Reached` call, or hand to what they call, and so on.
void addReached(FunctionSet &Reached);

} // namespace autojit

#endif
