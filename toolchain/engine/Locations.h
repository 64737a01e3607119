#ifndef AUTOJIT_ENGINE_LOCATIONS_H
#define AUTOJIT_ENGINE_LOCATIONS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <optional>

namespace autojit {

/// Where bitcode decides whether its instructions have source locations, which are two fifths of it, and a third of the time that reading a function
/// takes: a bit that makes each record of a location one that says "as the last one had", where no instruction had any. Nothing in bitcode that has
/// none, or that was written by an LLVM that writes them otherwise: there they are read, and stripped.
std::optional<uint64_t> findLocations(llvm::StringRef Bitcode);

/// Has them left out when the bitcode is read, or, the second time, be there again.
void toggleLocations(llvm::MutableArrayRef<char> Bitcode, uint64_t At);

} // namespace autojit

#endif
