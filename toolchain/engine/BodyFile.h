#ifndef AUTOJIT_ENGINE_BODYFILE_H
#define AUTOJIT_ENGINE_BODYFILE_H

#include "BodyIndex.h"

#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/OptimizationLevel.h"
#include "llvm/Support/MemoryBuffer.h"

#include <memory>

namespace autojit {

/// One module's bodies: the file, checked, and its bitcode, of which only the skeleton is read until a body is wanted.
class BodyFile {
public:
  /// Reads and checks the file. Its content must have `Id` (32 bytes) as its BLAKE3.
  static llvm::Expected<std::unique_ptr<BodyFile>> open(llvm::StringRef Path, llvm::ArrayRef<uint8_t> Id);

  llvm::Module &skeleton() { return *Skeleton; }
  llvm::OptimizationLevel level() const;
  uint32_t flags() const { return Index.flags(); }
  bool fuses() const { return (Index.flags() & AUTOJIT_BODY_FUSE_FLAG) != 0; }
  unsigned functionCount() const { return Index.functionCount(); }
  llvm::StringRef functionName(unsigned Slot) const { return Index.functionName(Slot); }

  /// Index of an import, or nothing for a name that is none.
  std::optional<unsigned> import(llvm::StringRef Name) const { return Index.import(Name); }
  bool isDirect(unsigned Import) const { return Index.isDirect(Import); }

  /// The definition that fills a slot, with its body read; an error when the bitcode is broken.
  llvm::Expected<llvm::Function *> body(unsigned Slot);
  /// The body that may be inlined where `Callee` is called, not read yet (Function::materialize does that); null when it is in another module or may
  /// be replaced by the linker.
  llvm::Function *bodyBehind(llvm::Function &Callee) const;

private:
  BodyFile(std::unique_ptr<llvm::MemoryBuffer> File, BodyIndex Index) : File(std::move(File)), Index(std::move(Index)) {}
  llvm::Error readSkeleton();
  llvm::Function *find(llvm::StringRef Symbol) const;

  std::unique_ptr<llvm::MemoryBuffer> File;
  BodyIndex Index;
  llvm::LLVMContext Context;
  std::unique_ptr<llvm::Module> Skeleton;
};

} // namespace autojit

#endif
