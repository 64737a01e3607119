#ifndef AUTOJIT_PLUGIN_RELOADFACTS_H
#define AUTOJIT_PLUGIN_RELOADFACTS_H

#include "Classify.h"

#include <string>

namespace autojit {

/// What a running program's old build is compared with when it is to take over a new one (docs/formats.md, "Reload facts"): what each function does,
/// what each variable is, how types lie in memory. Before the cut; JSON. It says nothing of lines, so that comments change nothing.
std::string reloadFacts(llvm::Module &M, const Classification &Functions);

/// Makes the facts part of the module's id: a build in which only they differ is another one. Nothing else looks at it.
void noteFacts(llvm::Module &Bodies, llvm::StringRef Facts);

} // namespace autojit

#endif
