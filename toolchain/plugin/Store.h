#ifndef AUTOJIT_PLUGIN_STORE_H
#define AUTOJIT_PLUGIN_STORE_H

#include "Record.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"

#include <string>
#include <sys/stat.h>

namespace autojit {

/// The folder of bodies and manifests (docs/formats.md). Every write is a temporary file that is renamed.
class Store {
public:
  /// The store that this compilation writes to: `AUTOJIT_STORE`, else the user's default; created if missing. The default one is the
  /// user's alone (0700); of another the umask says who may read it, as of any output of the build. Nobody else may ever write it.
  /// Fails with one line when there is no place for it or it cannot be written.
  static llvm::Expected<Store> open();

  /// Leaves the path of this toolchain's libraries in the store, where a running program looks for them.
  llvm::Error nameToolchain() const;

  /// Gives a new store its own number: caches of objects must not mistake one store for another (docs/formats.md).
  llvm::Error identify() const;

  llvm::StringRef path() const { return Root; }

  /// Writes a module's body, manifest and facts (ReloadFacts.h). A body that is there already has the same content, by its name.
  llvm::Error write(const ModuleId &Id, llvm::StringRef Body, llvm::StringRef Manifest, llvm::StringRef Facts) const;

private:
  Store(std::string Root, mode_t Mode) : Root(std::move(Root)), Mode(Mode) {}
  llvm::sys::fs::perms folderMode() const { return static_cast<llvm::sys::fs::perms>(Mode); }
  mode_t fileMode() const { return Mode & ~static_cast<mode_t>(S_IXUSR | S_IXGRP | S_IXOTH); }

  std::string Root;
  mode_t Mode; ///< of folders, before the umask
};

std::string hexOf(const ModuleId &Id);

} // namespace autojit

#endif
