#ifndef AUTOJIT_SYMBOLS_H
#define AUTOJIT_SYMBOLS_H

#include "llvm/ADT/SmallString.h"
#include "llvm/IR/GlobalValue.h"
#include "llvm/IR/Mangler.h"

#include <string>

namespace autojit {

/// The linker's name of `GV`; some calling conventions add to the name in the IR.
inline std::string symbolOf(const llvm::GlobalValue &GV) {
  llvm::SmallString<64> Name;
  llvm::Mangler().getNameWithPrefix(Name, &GV, /*CannotUsePrivateLabel=*/true);
  return std::string(Name);
}

} // namespace autojit

#endif
