#ifndef AUTOJIT_PLUGIN_DECLARER_H
#define AUTOJIT_PLUGIN_DECLARER_H

#include "TravellingConstants.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

#include <vector>

namespace autojit {

/// True when the linker resolves `GV` inside the linked object, so that a 32-bit distance reaches it.
bool isNear(const llvm::GlobalValue &GV);

/// Gives each global that a moved body names its counterpart in the bodies' module.
class Declarer final : public llvm::ValueMaterializer {
public:
  Declarer(llvm::Module &Target, const ConstantSet &Travelling, const llvm::SmallSetVector<llvm::Function *, 16> &Carried, bool Optimizing)
      : Target(Target), Travelling(Travelling), Carried(Carried), Optimizing(Optimizing) {}

  llvm::Value *materialize(llvm::Value *V) override;

  /// Originals with their counterparts, in the order in which they were met.
  llvm::ArrayRef<std::pair<llvm::GlobalValue *, llvm::GlobalValue *>> needed() const { return Needed; }
  /// Constants that were copied.
  std::vector<llvm::GlobalVariable *> Travelled;
  /// Functions whose bodies are still to be copied; grows while that is done.
  std::vector<std::pair<llvm::Function *, llvm::Function *>> Copies;

private:
  llvm::Value *declare(llvm::GlobalValue &GV);
  llvm::Function *declareFunction(llvm::GlobalValue &GV);
  llvm::GlobalVariable *declareVariable(llvm::GlobalValue &GV);

  llvm::Module &Target;
  const ConstantSet &Travelling;
  const llvm::SmallSetVector<llvm::Function *, 16> &Carried;
  const bool Optimizing;
  llvm::DenseMap<llvm::GlobalValue *, llvm::Value *> Declared;
  std::vector<std::pair<llvm::GlobalValue *, llvm::GlobalValue *>> Needed;
};

} // namespace autojit

#endif
