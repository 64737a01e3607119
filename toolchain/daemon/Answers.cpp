#include "Answers.h"

#include <utility>

namespace autojit {

std::shared_ptr<const Made> Answers::ask(const FunctionId &Function, bool &First) {
  const auto Found = ByFunction.find(Function);
  if (Found == ByFunction.end())
    return nullptr;
  Entries.splice(Entries.begin(), Entries, Found->second);
  First = !std::exchange(Found->second->Asked, true);
  return Found->second->Answer;
}

std::shared_ptr<const Made> Answers::find(const ContentKey &Key) const {
  const auto Found = ByKey.find(Key);
  return Found == ByKey.end() ? nullptr : Found->second.lock();
}

void Answers::keep(const FunctionId &Function, std::shared_ptr<const Made> Answer, bool Asked) {
  if (ByFunction.contains(Function))
    return;
  Size += Answer->Entry.size();
  ByKey[Answer->Key] = Answer;
  Entries.push_front({Function, std::move(Answer), Asked});
  ByFunction[Function] = Entries.begin();
  while (Size > Limit && Entries.size() > 1)
    dropOldest();
}

void Answers::dropOldest() {
  const Entry &Oldest = Entries.back();
  Size -= Oldest.Answer->Entry.size();
  ByFunction.erase(Oldest.Function);
  const auto Key = ByKey.find(Oldest.Answer->Key);
  if (Key != ByKey.end() && Key->second.lock() == Oldest.Answer)
    ByKey.erase(Key);
  Entries.pop_back();
}

} // namespace autojit
