#include "Inlined.h"

#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace autojit {

void Inlined::note(const OptimizationRemark &Remark) {
  if (Remark.getPassName() != "inline")
    return;
  StringRef Callee, Caller;
  for (const auto &Argument : Remark.getArgs()) {
    if (Argument.Key == "Callee")
      Callee = Argument.Val;
    else if (Argument.Key == "Caller")
      Caller = Argument.Val;
  }
  if (!Callee.empty() && !Caller.empty())
    ByCaller[Caller.str()].push_back(Callee.str());
}

std::vector<std::string> Inlined::into(StringRef Symbol) const {
  std::vector<std::string> Result;
  StringSet<> Passed;
  Passed.insert(Symbol);
  std::vector<StringRef> Next = {Symbol};
  while (!Next.empty()) {
    const auto Found = ByCaller.find(Next.back());
    Next.pop_back();
    if (Found == ByCaller.end())
      continue;
    for (const std::string &Callee : Found->second)
      if (Passed.insert(Callee).second) {
        Result.push_back(Callee);
        Next.push_back(Callee);
      }
  }
  return Result;
}

} // namespace autojit
