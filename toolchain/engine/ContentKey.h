#ifndef AUTOJIT_ENGINE_CONTENTKEY_H
#define AUTOJIT_ENGINE_CONTENTKEY_H

#include "BodyFile.h"
#include "Tier.h"
#include "autojit/image-log.h"

#include <array>

namespace autojit {

using ContentKey = std::array<uint8_t, AUTOJIT_CONTENT_KEY_SIZE>;

/// The key of what is about to be compiled: equal keys of one toolchain, equal code. It does not depend on where the function is in its module, nor
/// on the functions beside it that are not inlined, so it stays what it was when others are edited. `Extracted`: the function's module, before any
/// optimization. `Bodies`: where it comes from, which decides how its symbols are reached. `Debug`: the image has an object for debuggers, which one
/// without debug information (compiled without -g) does not show. The key of a draft says that it is one (image-log.h).
ContentKey contentKey(const llvm::Module &Extracted, const BodyFile &Bodies, bool Debug, Tier Made);

} // namespace autojit

#endif
