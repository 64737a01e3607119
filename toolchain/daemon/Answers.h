#ifndef AUTOJIT_DAEMON_ANSWERS_H
#define AUTOJIT_DAEMON_ANSWERS_H

#include "../engine/ContentKey.h"
#include "Function.h"

#include <list>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace autojit {

/// What became of one function. Shared by all who asked, never changed.
struct Made {
  std::vector<char> Entry; ///< an image log's (include/autojit/image-log.h), with the image; empty when it failed
  ContentKey Key = {};
  bool Kept = false;
  uint64_t Nanoseconds = 0;
  std::vector<unsigned> Callees; ///< slots of its module
  std::string Problem;
  bool Final = false; ///< with a problem: the code generator died of it, so nobody else should try

  llvm::ArrayRef<char> image() const { return llvm::ArrayRef(Entry).drop_front(sizeof(autojit_log_entry)); }
};

/// The images that were made, the last used first; bounded. Not for several threads at once.
class Answers {
public:
  explicit Answers(size_t Limit) : Limit(Limit) {}

  bool has(const FunctionId &Function) const { return ByFunction.contains(Function); }
  /// For somebody who asked, and wants a content key if `Keyed`. `First` says whether nobody did before.
  std::shared_ptr<const Made> ask(const FunctionId &Function, bool Keyed, bool &First);
  /// The image of equal content, of whatever module.
  std::shared_ptr<const Made> find(const ContentKey &Key) const;
  /// In place of what was made before.
  void keep(const FunctionId &Function, std::shared_ptr<const Made> Answer, bool Asked);

  size_t size() const { return Size; }
  size_t count() const { return ByFunction.size(); }

private:
  struct Entry {
    FunctionId Function;
    std::shared_ptr<const Made> Answer;
    bool Asked;
  };
  void drop(std::list<Entry>::iterator Which);

  const size_t Limit;
  size_t Size = 0;
  std::list<Entry> Entries;
  std::unordered_map<FunctionId, std::list<Entry>::iterator, FunctionHash> ByFunction;
  std::map<ContentKey, std::weak_ptr<const Made>> ByKey;
};

} // namespace autojit

#endif
