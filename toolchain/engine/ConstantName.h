#ifndef AUTOJIT_ENGINE_CONSTANTNAME_H
#define AUTOJIT_ENGINE_CONSTANTNAME_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Alignment.h"

#include <optional>
#include <string>

namespace autojit {

/// The symbol of a constant that travelled with its functions, from extraction to the image: which of the module, and its alignment.
inline std::string constantName(unsigned Number, llvm::Align Alignment) {
  return "autojit.constant." + std::to_string(llvm::Log2(Alignment)) + "." + std::to_string(Number);
}

/// The alignment of the constant with this symbol; nothing for any other symbol.
inline std::optional<llvm::Align> constantAlignment(llvm::StringRef Symbol) {
  unsigned Log;
  if (!Symbol.consume_front("autojit.constant.") || Symbol.consumeInteger(10, Log) || Log > 32)
    return std::nullopt;
  return llvm::Align(uint64_t(1) << Log);
}

} // namespace autojit

#endif
