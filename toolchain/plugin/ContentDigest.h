#ifndef AUTOJIT_PLUGIN_CONTENTDIGEST_H
#define AUTOJIT_PLUGIN_CONTENTDIGEST_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

#include <string>

namespace autojit {

/// Digests of what functions do and of what variables begin with: equal digests of two builds of one source, equal content. They do not depend on
/// debug information, on names of local values, nor on what stands before or behind in the module. Names of other functions and variables count;
/// of a constant that only has a number for a name (a string literal) it is the content that counts.
class ContentDigests {
public:
  std::string of(const llvm::Function &F);
  /// Of its initial value.
  std::string of(const llvm::GlobalVariable &V);

  /// The functions and variables that the last digest depends on by their names.
  llvm::ArrayRef<const llvm::GlobalValue *> named() const { return Named.getArrayRef(); }

private:
  void begin();
  std::string finish();

  void add(uint64_t Number);
  void add(llvm::StringRef Text);
  void add(const llvm::APInt &Number);
  void add(llvm::Type *T);
  void add(llvm::AttributeList Attributes);
  void add(const llvm::Value &V);
  void add(const llvm::GlobalValue &GV);
  void add(const llvm::Constant &C);
  void add(const llvm::Instruction &I);
  void addSpecial(const llvm::Instruction &I);
  void addCall(const llvm::CallBase &Call);
  void addMetadata(const llvm::Metadata *Node, unsigned Depth);
  void addAttachments(const llvm::Instruction &I);

  std::string Bytes;
  llvm::SmallSetVector<const llvm::GlobalValue *, 16> Named;
  llvm::DenseMap<const llvm::Value *, unsigned> Local;
  llvm::DenseMap<llvm::Type *, std::string> Types;
  llvm::DenseMap<void *, std::string> Lists; ///< of attributes
  llvm::SmallPtrSet<const llvm::GlobalVariable *, 4> Inside;
};

/// A constant of the compiler's own, whose name is a number that moves with every edit.
bool isNumbered(const llvm::GlobalVariable &V);

} // namespace autojit

#endif
