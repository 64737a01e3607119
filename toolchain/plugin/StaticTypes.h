#ifndef AUTOJIT_PLUGIN_STATICTYPES_H
#define AUTOJIT_PLUGIN_STATICTYPES_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace llvm {
class DIScope;
class Module;
class Value;
} // namespace llvm

namespace autojit {

/// Classes by what the source says of pointers, from debug info of variables, members and callees as clang's unoptimized code uses them.
class StaticTypes {
public:
  explicit StaticTypes(const llvm::Module &M);

  /// Mangled name (`4Base`) of the class that `Object` points to; empty where nothing tells.
  std::string classPointedTo(const llvm::Value &Object) const;

private:
  /// Those whose only table is in this module: they have no name across modules.
  llvm::DenseMap<const llvm::DIScope *, llvm::StringRef> WithTables;
};

} // namespace autojit

#endif
