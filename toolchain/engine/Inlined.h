#ifndef AUTOJIT_ENGINE_INLINED_H
#define AUTOJIT_ENGINE_INLINED_H

#include "llvm/ADT/StringRef.h"
#include "llvm/IR/DiagnosticInfo.h"

#include <map>
#include <string>
#include <vector>

namespace autojit {

/// Which bodies the inliner put where, by what it remarks: afterwards nothing in the code tells any more.
class Inlined {
public:
  void note(const llvm::OptimizationRemark &Remark);
  /// Symbols of the functions whose bodies are inside that of `Symbol`, also by way of others, in the order in which they came.
  std::vector<std::string> into(llvm::StringRef Symbol) const;

private:
  std::map<std::string, std::vector<std::string>, std::less<>> ByCaller;
};

} // namespace autojit

#endif
