#ifndef AUTOJIT_PLUGIN_SOURCENAMES_H
#define AUTOJIT_PLUGIN_SOURCENAMES_H

#include "CommandLine.h"

#include "llvm/IR/Module.h"

#include <string>

namespace autojit {

/// Whether `M` says that this compiler made it: "flang version", "rustc version".
bool isMadeBy(const llvm::Module &M, llvm::StringRef Compiler);

/// The source of `M` as people know it. clang names modules by it; rustc names them by their place among the parts of a crate, and flang names all
/// alike.
std::string sourceOf(const llvm::Module &M, const CommandLine &Options);

/// The name of the source of `M`, absolute only where nothing else is sensible: what stays equal when the same build is done in another checkout. It
/// leads from the compiler's folder to the source when they have a common parent other than `/`.
std::string portableSource(const llvm::Module &M);

/// What a person calls the function with linker symbol `Symbol` of `M`: names of C++, Rust and Fortran as their sources have them.
std::string displayName(llvm::StringRef Symbol, const llvm::Module &M);

/// The same of a function that is here. An Objective-C method is `-[Class selector:]` where debug information says so: of its symbol,
/// `_i_Class__selector_`, nobody can tell which underscores were colons.
std::string displayName(const llvm::Function &F, llvm::StringRef Symbol);

} // namespace autojit

#endif
