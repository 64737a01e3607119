#ifndef AUTOJIT_PLUGIN_EAGERREASON_H
#define AUTOJIT_PLUGIN_EAGERREASON_H

#include "llvm/ADT/StringRef.h"

namespace autojit {

/// Why a function stays in the object. `Code` is stable (tests, tools, docs/eager.md), `Text` is for people.
struct EagerReason {
  llvm::StringRef Code;
  llvm::StringRef Text;
};

} // namespace autojit

#endif
