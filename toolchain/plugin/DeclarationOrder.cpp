#include "DeclarationOrder.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace autojit {

template <class Values> static auto sortedDeclarations(Values &&All) {
  std::vector<std::remove_reference_t<decltype(*All.begin())> *> Result;
  for (auto &V : All)
    if (V.isDeclaration())
      Result.push_back(&V);
  sort(Result, [](const auto *A, const auto *B) { return A->getName() < B->getName(); });
  return Result;
}

void sortDeclarations(Module &M) {
  for (Function *F : sortedDeclarations(M.functions())) {
    F->removeFromParent();
    M.getFunctionList().push_back(F);
  }
  for (GlobalVariable *V : sortedDeclarations(M.globals())) {
    V->removeFromParent();
    M.insertGlobalVariable(V);
  }
}

} // namespace autojit
