#ifndef AUTOJIT_PLUGIN_RECORD_H
#define AUTOJIT_PLUGIN_RECORD_H

#include "Bodies.h"

#include <array>
#include <cstdint>

namespace autojit {

using ModuleId = std::array<uint8_t, 32>;

/// Adds the module record and its import table (include/autojit/record.h) to `M`, kept through --gc-sections.
/// `Slots` may be null (no lazy function); `Flags` are the body file's; `Source`: as the manifest has it; `StorePath` is the absolute path of the
/// store that holds the bodies. `AnyAssembler`: what is written is for other assemblers than LLVM's too.
void addRecord(llvm::Module &M, const ModuleId &Id, llvm::GlobalVariable *Slots, unsigned SlotCount, const Bodies &B, uint32_t Flags,
               llvm::StringRef Source, llvm::StringRef StorePath, bool AnyAssembler);

} // namespace autojit

#endif
