// count-locations FILE: how many instructions of a body file's functions say where they come from, as the engine reads it and as it is read for debuggers.
#include "BodyFile.h"
#include "BodyShelf.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace autojit;

namespace {

Error count(StringRef Who, std::shared_ptr<const BodyBytes> Bytes, bool Locations) {
  Expected<std::unique_ptr<BodyFile>> Bodies = BodyFile::open(std::move(Bytes), Locations);
  if (!Bodies)
    return Bodies.takeError();
  unsigned All = 0, Located = 0;
  for (unsigned Slot = 0; Slot != (*Bodies)->functionCount(); ++Slot) {
    Expected<Function *> Body = (*Bodies)->body(Slot);
    if (!Body)
      return Body.takeError();
    for (const Instruction &I : instructions(**Body)) {
      ++All;
      Located += I.getDebugLoc() ? 1 : 0;
    }
  }
  outs() << Who << ": " << Located << " of " << All << "\n";
  return Error::success();
}

Error countBoth(StringRef Path) {
  std::string Id;
  if (!tryGetFromHex(sys::path::stem(Path), Id))
    return createStringError(Path + ": a body file is named by the hash of its content");
  BodyShelf Shelf(/*Limit=*/0);
  Expected<std::shared_ptr<const BodyBytes>> Bytes = Shelf.get(Path, arrayRefFromStringRef(Id));
  if (!Bytes)
    return Bytes.takeError();
  // Each has a copy of its own, whoever comes first.
  for (const bool ForDebuggers : {false, true, false})
    if (Error Problem = count(ForDebuggers ? "debugger" : "engine", *Bytes, ForDebuggers))
      return Problem;
  return Error::success();
}

} // namespace

int main(int Count, char **Values) {
  if (Count != 2) {
    errs() << "usage: count-locations FILE\n";
    return 2;
  }
  if (Error Problem = countBoth(Values[1])) {
    errs() << toString(std::move(Problem)) << "\n";
    return 1;
  }
  return 0;
}
