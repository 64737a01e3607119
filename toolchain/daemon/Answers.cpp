#include "Answers.h"

#include <utility>

namespace autojit {

std::shared_ptr<const Made> Answers::ask(const FunctionId &Function, bool Keyed, bool &First) {
  const auto Found = ByFunction.find(Function);
  if (Found == ByFunction.end() || (Keyed && Found->second->Answer->Key == ContentKey{}))
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
  if (const auto Earlier = ByFunction.find(Function); Earlier != ByFunction.end())
    drop(Earlier->second);
  Size += Answer->Entry.size();
  if (Answer->Key != ContentKey{})
    ByKey[Answer->Key] = Answer;
  Entries.push_front({Function, std::move(Answer), Asked});
  ByFunction[Function] = Entries.begin();
  while (Size > Limit && Entries.size() > 1)
    drop(std::prev(Entries.end()));
}

void Answers::drop(std::list<Entry>::iterator Which) {
  Size -= Which->Answer->Entry.size();
  ByFunction.erase(Which->Function);
  const auto Key = ByKey.find(Which->Answer->Key);
  if (Key != ByKey.end() && Key->second.lock() == Which->Answer)
    ByKey.erase(Key);
  Entries.erase(Which);
}

} // namespace autojit
