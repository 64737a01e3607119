#ifndef AUTOJIT_PLUGIN_LINK_TIME_CHECKS_H
#define AUTOJIT_PLUGIN_LINK_TIME_CHECKS_H

#include "Classify.h"
#include "TrialObject.h"

namespace autojit {

/// Keeps eager what may hold a check that the linker makes: `if (condition) link_error();`, where nothing defines `link_error` and the program links
/// only because the optimizer finds the condition false. A body's import table names all that the body names before it is optimized.
void keepLinkTimeChecks(llvm::Module &M, Classification &Functions, const TrialObject &Trial);

/// Where the optimizer sees other files too, nothing is known of what it finds: all that looks like such a check is kept.
void keepAllLinkTimeChecks(llvm::Module &M, Classification &Functions);

} // namespace autojit

#endif
