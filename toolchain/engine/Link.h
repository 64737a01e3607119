#ifndef AUTOJIT_ENGINE_LINK_H
#define AUTOJIT_ENGINE_LINK_H

#include "autojit/image.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

#include <map>
#include <string>
#include <vector>

namespace autojit {

/// A linked object before it is an image: one block of code that knows where it needs which symbol.
struct LinkedObject {
  std::vector<char> Code;
  uint32_t Alignment = 16;
  uint32_t EhFrameOffset = 0, EhFrameSize = 0;
  std::vector<std::string> Symbols;                  ///< externals, by linker symbol
  std::vector<autojit_image_constant> Constants;     ///< those that the code names
  std::vector<autojit_image_relocation> Relocations; ///< `symbol` indexes `Symbols` and then `Constants`, or is AUTOJIT_RELOCATION_BASE
  struct Span {
    uint32_t Offset, Size;
  };
  std::map<std::string, Span> Functions;         ///< global definitions by symbol
  std::map<std::string, uint32_t> SectionStarts; ///< sections that became code, for debuggers
};

/// Links an ELF object with JITLink into one position-independent block. `IsDirect` says of a symbol whether a 32-bit distance reaches it.
llvm::Expected<LinkedObject> linkObject(llvm::MemoryBufferRef Object, llvm::function_ref<bool(llvm::StringRef)> IsDirect);

} // namespace autojit

#endif
