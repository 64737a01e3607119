#ifndef AUTOJIT_DAEMON_FUNCTION_H
#define AUTOJIT_DAEMON_FUNCTION_H

#include "autojit/record.h"

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>

namespace autojit {

using ModuleId = std::array<uint8_t, AUTOJIT_ID_SIZE>;

/// What a program may ask for: one function, with or without an object for debuggers; a draft, if that will do; and such that other code may take its
/// place while it runs.
struct FunctionId {
  ModuleId Module;
  uint32_t Slot;
  bool Debug, Draft, Reloads;
  bool operator==(const FunctionId &) const = default;
};

struct FunctionHash {
  size_t operator()(const FunctionId &F) const {
    uint64_t Part; // of a hash
    std::memcpy(&Part, F.Module.data(), sizeof Part);
    return Part ^ (F.Slot * 0x9e3779b97f4a7c15u) ^ (F.Debug ? 1 : 0) ^ (F.Draft ? 2 : 0) ^ (F.Reloads ? 4 : 0);
  }
};

} // namespace autojit

#endif
