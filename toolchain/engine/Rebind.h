#ifndef AUTOJIT_ENGINE_REBIND_H
#define AUTOJIT_ENGINE_REBIND_H

#include "BodyFile.h"

#include <optional>
#include <vector>

namespace autojit {

/// The image that an earlier build of a module was given, for the build `Id` of it, whose function in `Slot` has the same content: the same code, but
/// ids, slots and places in the import table are others. Nothing when the image is not sound, or names what this build does not import.
std::optional<std::vector<char>> rebindImage(llvm::ArrayRef<char> Earlier, const BodyFile &Bodies, llvm::ArrayRef<uint8_t> Id, unsigned Slot);

} // namespace autojit

#endif
