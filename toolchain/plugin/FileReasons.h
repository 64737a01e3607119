#ifndef AUTOJIT_PLUGIN_FILEREASONS_H
#define AUTOJIT_PLUGIN_FILEREASONS_H

#include "CommandLine.h"
#include "EagerReason.h"

#include "llvm/IR/Module.h"

#include <optional>

namespace autojit {

/// Why all of a file must be compiled as usual: what the compiler was asked to do or to tell is about the whole of it. `Instruments`: see
/// Instrumentation.h.
std::optional<EagerReason> reasonForFile(const llvm::Module &M, const CommandLine &Options, bool Instruments);

} // namespace autojit

#endif
