#ifndef AUTOJIT_PLUGIN_MANIFEST_H
#define AUTOJIT_PLUGIN_MANIFEST_H

#include "Classes.h"
#include "Classify.h"
#include "Record.h"
#include "VirtualCalls.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Passes/OptimizationLevel.h"

#include <map>
#include <string>
#include <vector>

namespace autojit {

/// What the manifest says of a module, gathered while its bodies are still in place.
/// The schema is protocol/manifest.ts; docs/formats.md says who reads it.
class Manifest {
public:
  /// `Source`: the module's source as people know it (SourceNames.h).
  Manifest(llvm::Module &M, const Classification &Functions, llvm::OptimizationLevel Level, std::string Source,
           std::optional<std::vector<std::string>> Headers);

  /// One JSON object. `Portable`: the id that the bodies have without debug info, if they have any.
  std::string json(const ModuleId &Id, const std::optional<ModuleId> &Portable) const;

private:
  struct Call {
    unsigned Line;
    unsigned Count;
  };
  struct Indirect {
    std::string Type;
    unsigned Line;
    std::optional<VirtualCall> Virtual;
  };
  /// Another symbol of a function of the module.
  struct Alias {
    std::string Name, Of;
    llvm::StringRef Linkage;
  };
  struct Passed {
    std::string Name;
    unsigned Line;
    bool InTable;
  };
  struct Entry {
    std::string Name, Display, File, Type;
    llvm::StringRef Linkage;
    unsigned Line = 0, Instructions = 0;
    std::optional<EagerReason> Reason;
    std::map<std::string, Call> Calls;
    std::vector<Indirect> IndirectCalls;
    std::vector<Passed> PassedOn;
  };

  static std::vector<Alias> aliasesOf(const llvm::Module &M);
  static void addCalls(const llvm::Function &F, unsigned Line, const StaticTypes &Types, llvm::SmallPtrSetImpl<const llvm::Function *> &Inside,
                       Entry &Result);
  static Entry describe(const llvm::Function &F, const std::optional<EagerReason> &Reason, const StaticTypes &Types);

  /// What people call the functions that the module calls and does not define.
  void nameOthers(const llvm::Module &M);

  std::string Source, Directory, Target;
  std::optional<std::vector<std::string>> Headers; ///< Headers.h
  llvm::StringRef LevelName;
  bool DebugInfo = false;
  std::vector<Entry> Entries;
  std::map<std::string, std::string> Others;
  std::vector<std::string> AddressTaken;
  std::vector<Alias> Aliases;
  std::vector<ClassDescription> Classes;
};

} // namespace autojit

#endif
