#ifndef AUTOJIT_PLUGIN_TYPELAYOUTS_H
#define AUTOJIT_PLUGIN_TYPELAYOUTS_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Module.h"

#include <map>
#include <string>
#include <vector>

namespace autojit {

/// A structure, class, union or enumeration as objects of it lie in memory.
struct TypeLayout {
  struct Part {
    std::string Name;
    uint64_t Place; ///< bits from the start; of an enumerator its value; of a virtual function its place in the table
    std::string Type;
  };
  uint64_t Size; ///< bytes
  bool IsEnumeration;
  std::vector<Part> Parts;
};

/// Layouts by what people call the types (`struct point`, `class app::shape`), of all types that the debug information of `M` leads to. Types that
/// have no name are part of what holds them.
std::map<std::string, TypeLayout> typeLayouts(const llvm::Module &M);

/// A type in words that change with its layout where it has no name of its own.
std::string describeType(const llvm::DIType *Type);

} // namespace autojit

#endif
