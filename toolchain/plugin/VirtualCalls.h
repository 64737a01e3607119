#ifndef AUTOJIT_PLUGIN_VIRTUALCALLS_H
#define AUTOJIT_PLUGIN_VIRTUALCALLS_H

#include "StaticTypes.h"

#include <optional>
#include <string>

namespace llvm {
class CallBase;
} // namespace llvm

namespace autojit {

/// A call of a C++ virtual function.
struct VirtualCall {
  /// Position in the table of virtual functions. None for a call through a pointer to a member, which may be any.
  std::optional<uint64_t> Slot;
  /// Mangled name of the receiver's class, or empty.
  std::string Class;
};

/// None for every other call.
std::optional<VirtualCall> virtualCall(const llvm::CallBase &Call, const StaticTypes &Types);

} // namespace autojit

#endif
