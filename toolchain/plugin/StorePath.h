#ifndef AUTOJIT_PLUGIN_STOREPATH_H
#define AUTOJIT_PLUGIN_STOREPATH_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace autojit {

/// Absolute path of the store that this compilation writes to: `AUTOJIT_STORE`, else the user's default.
llvm::Expected<std::string> storePath();

/// Absolute path of the user's default store; empty when there is no home.
std::string defaultStorePath();

/// How the linked program names that store (docs/formats.md, "Store"), such that the same build in another folder gives the same object: empty for
/// the user's default store; relative when it lies in or beside the folder that is built in: the program looks for it in its own folder and in all
/// above; else absolute.
std::string linkedStorePath(llvm::StringRef Store);

/// Adds a store to the user's list of stores, where programs that were moved away from theirs look, and, where everybody can find the store anyway,
/// to the list for those who run programs of this user (unless `AUTOJIT_PUBLIC_LIST=off`). A list that cannot be written is no error: then such a
/// program says where it looked.
void listStore(llvm::StringRef Store);

} // namespace autojit

#endif
