#ifndef AUTOJIT_ENGINE_BODYFILE_H
#define AUTOJIT_ENGINE_BODYFILE_H

#include "BodyShelf.h"
#include "InlineEstimate.h"

#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/OptimizationLevel.h"

#include <memory>

namespace autojit {

/// What the module was compiled for.
llvm::OptimizationLevel levelOf(const BodyIndex &Index);

/// One module's bodies: its bitcode, of which only the skeleton is read until a body is wanted. One thread at a time.
class BodyFile {
public:
  /// Without `Locations`, what is made of the bodies has no debug information: most of that is not even read.
  static llvm::Expected<std::unique_ptr<BodyFile>> open(std::shared_ptr<const BodyBytes> Bytes, bool Locations = false);

  llvm::Module &skeleton() { return *Skeleton; }
  llvm::OptimizationLevel level() const { return levelOf(Bytes->Index); }
  uint32_t flags() const { return Bytes->Index.flags(); }
  bool fuses() const { return (Bytes->Index.flags() & AUTOJIT_BODY_FUSE_FLAG) != 0; }
  unsigned functionCount() const { return Bytes->Index.functionCount(); }
  llvm::StringRef functionName(unsigned Slot) const { return Bytes->Index.functionName(Slot); }

  /// The slot of the function with this symbol, if it has one here.
  std::optional<unsigned> slotOf(llvm::StringRef Symbol) const { return Bytes->Index.slotOf(Symbol); }

  /// Index of an import, or nothing for a name that is none.
  std::optional<unsigned> import(llvm::StringRef Name) const { return Bytes->Index.import(Name); }
  bool isDirect(unsigned Import) const { return Bytes->Index.isDirect(Import); }

  /// The definition that fills a slot, with its body read; an error when the bitcode is broken. A body that was taken away from its function is read
  /// again, and with it the skeleton: whatever refers to that must be gone.
  llvm::Expected<llvm::Function *> body(unsigned Slot);
  /// The same, as far as it was read; null when there is none.
  llvm::Function *known(unsigned Slot) const { return Slot < functionCount() ? find(functionName(Slot)) : nullptr; }
  /// The body that may be inlined where `Callee` is called, not read yet (Function::materialize does that); null when it is in another module or may
  /// be replaced by the linker.
  llvm::Function *bodyBehind(llvm::Function &Callee) const;

  /// Whether the optimizer, where it is offered this body, will probably inline it. It is read for that.
  llvm::Expected<bool> isWorthInlining(llvm::Function &Body);

  /// A function whose body is about to be made without it gives away its debug information. What that was stays in the context until the file is
  /// opened anew, which pays from `isWornOut` on: some fifty megabytes later.
  void stripDebugInfo(llvm::Function &Body);
  bool isWornOut() const;

private:
  explicit BodyFile(std::shared_ptr<const BodyBytes> From) : Bytes(std::move(From)), Estimate(levelOf(Bytes->Index)) {}
  llvm::Error readSkeleton();
  llvm::Error haveLocations();
  llvm::Function *find(llvm::StringRef Symbol) const;

  std::shared_ptr<const BodyBytes> Bytes;
  std::unique_ptr<llvm::WritableMemoryBuffer> WithLocations; ///< the bitcode, where the shared one is read without them
  llvm::LLVMContext Context;
  std::unique_ptr<llvm::Module> Skeleton;
  InlineEstimate Estimate; ///< of bodies of this skeleton
  size_t Stripped = 0;     ///< of debug information
};

} // namespace autojit

#endif
