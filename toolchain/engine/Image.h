#ifndef AUTOJIT_ENGINE_IMAGE_H
#define AUTOJIT_ENGINE_IMAGE_H

#include "BodyFile.h"
#include "DebugObject.h"
#include "Link.h"
#include "Tier.h"

namespace autojit {

/// Writes the image (include/autojit/image.h) of a linked object that holds the functions of `Slots` of the module `Id`.
/// `Inlined`: symbols of the functions whose bodies went into it. `Debug`: what debuggers are given, or null.
llvm::Expected<std::vector<char>> writeImage(const LinkedObject &Linked, const BodyFile &Bodies, llvm::ArrayRef<uint8_t> Id,
                                             llvm::ArrayRef<unsigned> Slots, Tier Made, llvm::ArrayRef<std::string> Inlined,
                                             const DebugObject *Debug);

} // namespace autojit

#endif
