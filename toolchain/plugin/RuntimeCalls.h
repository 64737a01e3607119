#ifndef AUTOJIT_PLUGIN_RUNTIMECALLS_H
#define AUTOJIT_PLUGIN_RUNTIMECALLS_H

#include "TravellingConstants.h"

namespace autojit {

/// Definitions that take the place of what the runtime, the engine or the dynamic loader calls while a body is being made (malloc, memcpy …: a
/// program may bring its own), and what those reach in this module. A stub there would wait for itself.
FunctionSet findRuntimeCalls(const llvm::Module &M);

/// Adds the definitions that those in `Reached` call, or hand to what they call, and so on.
void addReached(FunctionSet &Reached);

} // namespace autojit

#endif
