#ifndef AUTOJIT_PLUGIN_COMMANDLINE_H
#define AUTOJIT_PLUGIN_COMMANDLINE_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Allocator.h"

namespace autojit {

/// What this compiler was told, with response files expanded, as the driver spells it and as the front end does: for options that neither the module
/// nor the pipeline shows.
class CommandLine {
public:
  CommandLine();

  /// True when LLVM got options or passes that the engine does not have.
  bool extendsLlvm() const;
  /// True when multiplications and additions may be fused wherever they meet (-ffp-contract=fast), not only where the source has them together.
  bool fusesFreely() const;
  /// True when what is compiled is optimized by the linker.
  bool optimizesAtLinkTime() const;
  /// True when there may be no C library to run on: -ffreestanding, or, where this is the driver's command, a link without it.
  bool isFreestanding() const;
  /// False when the warning -W`Name` is switched off: alone, or with all others.
  bool warnsOf(llvm::StringRef Name) const;
  /// True when what the code generator does is written to a file beside the object.
  bool recordsCompilation() const;
  /// True when assembly is written that any assembler may read: for -S, or for another assembler than LLVM's own.
  bool writesAssembly() const;
  /// True when functions get sections of their own, or assembly another syntax.
  bool shapesStubs() const;
  /// True when headers may come compiled: precompiled ones, or clang's modules.
  bool readsCompiledHeaders() const;
  /// The last argument, where some front ends have the source; the last with this ending, empty if there is none.
  llvm::StringRef last() const;
  llvm::StringRef lastEndingIn(llvm::StringRef Ending) const;

private:
  llvm::BumpPtrAllocator Memory;
  llvm::SmallVector<const char *, 64> Arguments;
};

} // namespace autojit

#endif
