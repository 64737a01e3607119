#include "SharedDebugInfo.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace autojit {

SharedDebugInfo::SharedDebugInfo(Module &M, const SmallPtrSetImpl<const Metadata *> &Gone) : M(M) {
  for (DICompileUnit *Unit : M.debug_compile_units()) {
    std::vector<Metadata *> Kept;
    for (DIGlobalVariableExpression *Variable : Unit->getGlobalVariables())
      if (!Gone.contains(Variable))
        Kept.push_back(Variable);
    Unit->replaceGlobalVariables(nullptr);
    Units.push_back({Unit, std::move(Kept)});
  }
}

SharedDebugInfo::~SharedDebugInfo() {
  bool Describes = any_of(M, [](const Function &F) { return F.getSubprogram() != nullptr; });
  for (auto &[Unit, Kept] : Units) {
    Describes |= !Kept.empty();
    Unit->replaceGlobalVariables(MDTuple::get(M.getContext(), Kept));
    Unit->replaceEnumTypes(nullptr);
    Unit->replaceRetainedTypes(nullptr);
    Unit->replaceImportedEntities(nullptr);
  }
  if (!Describes)
    if (NamedMDNode *List = M.getNamedMetadata("llvm.dbg.cu"))
      M.eraseNamedMetadata(List);
}

} // namespace autojit
