#ifndef AUTOJIT_ENGINE_DEBUGOBJECT_H
#define AUTOJIT_ENGINE_DEBUGOBJECT_H

#include "Link.h"

#include <vector>

namespace autojit {

/// What debuggers are given of a function: the object that the code generator made, and where in it addresses are to be written.
struct DebugObject {
  std::vector<char> Bytes;
  std::vector<autojit_image_relocation> Relocations;
};

/// From `Object`, whose code became `Linked`. Functions have the names that people know: a body's own (include/autojit/body.h) is nobody's business.
llvm::Expected<DebugObject> makeDebugObject(llvm::StringRef Object, const LinkedObject &Linked);

} // namespace autojit

#endif
