#ifndef AUTOJIT_PLUGIN_CLASSES_H
#define AUTOJIT_PLUGIN_CLASSES_H

#include "llvm/IR/Module.h"

#include <optional>
#include <string>
#include <vector>

namespace autojit {

/// What a module knows of a polymorphic C++ class. Names are mangled (`4Base`).
struct ClassDescription {
  struct Base {
    std::string Name;
    /// None for a virtual base, whose place objects differ in.
    std::optional<int64_t> Offset;
  };
  struct Table {
    /// Place in the object of the part that points to it.
    int64_t Offset;
    /// Symbols; empty where nothing can be called.
    std::vector<std::string> Slots;
  };

  std::string Name;
  /// Other modules mean other classes by this name.
  bool Local = false;
  /// None without type information at run time.
  std::optional<std::vector<Base>> Bases;
  std::vector<Table> Tables;
};

/// The classes that `M` has a table or type information of, by the Itanium C++ ABI.
std::vector<ClassDescription> describeClasses(const llvm::Module &M);

/// Whether something else than a table of virtual functions holds the address of `F`.
bool isHeldOutsideTables(const llvm::Function &F);

} // namespace autojit

#endif
