/// The reader of body files: any bytes give an index whose every part lies inside the file, or one line. Given their own hash, because the content of
/// a file with another is never looked at. The bitcode is LLVM's to read.

#include "BodyIndex.h"
#include "autojit/record.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"

#include <cstdlib>
#include <cstring>
#include <memory>

using namespace llvm;
using namespace autojit;

namespace {

void require(bool Fact) {
  if (!Fact)
    std::abort();
}

void requireOneLine(Error E) {
  const std::string Message = toString(std::move(E));
  require(!Message.empty() && Message.find('\n') == std::string::npos);
}

bool isInside(StringRef Part, StringRef File) { return Part.begin() >= File.begin() && Part.end() <= File.end(); }

void look(const BodyIndex &Index, StringRef File) {
  require(isInside(Index.bitcode(), File));
  for (unsigned Slot = 0; Slot != Index.functionCount(); ++Slot) {
    const StringRef Name = Index.functionName(Slot);
    require(isInside(Name, File) && *Name.end() == '\0');
    if (auto Import = Index.import(Name))
      (void)Index.isDirect(*Import);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  // Exactly as large as the file, so that a byte too many is noticed.
  const std::unique_ptr<char[]> Memory(new char[Size]);
  std::memcpy(Memory.get(), Data, Size);
  const StringRef File(Memory.get(), Size);
  auto Id = BLAKE3::hash<AUTOJIT_ID_SIZE>(arrayRefFromStringRef(File));
  if (Expected<BodyIndex> Index = BodyIndex::read(File, Id))
    look(*Index, File);
  else
    requireOneLine(Index.takeError());
  Id[Size % AUTOJIT_ID_SIZE] ^= 1;
  Expected<BodyIndex> OfAnother = BodyIndex::read(File, Id);
  require(!OfAnother);
  requireOneLine(OfAnother.takeError());
  return 0;
}
