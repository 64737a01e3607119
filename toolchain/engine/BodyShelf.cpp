#include "BodyShelf.h"

#include "ReadFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace autojit {

std::shared_ptr<const BodyBytes> BodyShelf::find(ArrayRef<uint8_t> Id) {
  const std::lock_guard Locked(Lock);
  const auto Found = llvm::find_if(Files, [&](const Kept &File) { return File.Id == toStringRef(Id); });
  if (Found == Files.end())
    return nullptr;
  Files.splice(Files.begin(), Files, Found);
  return Found->Bytes;
}

void BodyShelf::keep(ArrayRef<uint8_t> Id, std::shared_ptr<const BodyBytes> Bytes) {
  const std::lock_guard Locked(Lock);
  Size += Bytes->File->getBufferSize();
  Files.push_front({toStringRef(Id).str(), std::move(Bytes)});
  while (Size > Limit && Files.size() > 1) {
    Size -= Files.back().Bytes->File->getBufferSize();
    Files.pop_back();
  }
}

Expected<std::shared_ptr<const BodyBytes>> BodyShelf::get(StringRef Path, ArrayRef<uint8_t> Id, StringRef Content) {
  if (auto Known = find(Id))
    return Known;
  if (Path.empty() && Content.empty())
    return createStringError("its store is gone or does not have this build; rebuild, or set AUTOJIT_STORE to the store it was built into");
  // A copy: what was checked must not change any more.
  auto File = Content.empty() ? readFile(Path, sizeof(autojit_body_header), BodyIndex::checkHead)
                              : Expected<std::unique_ptr<MemoryBuffer>>(MemoryBuffer::getMemBufferCopy(Content, "its body file"));
  if (!File)
    return File.takeError();
  Expected<BodyIndex> Index = BodyIndex::read((*File)->getBuffer(), Id);
  if (!Index)
    return Index.takeError();
  std::shared_ptr<const BodyBytes> Bytes(new BodyBytes{std::move(*File), std::move(*Index)});
  keep(Id, Bytes);
  return Bytes;
}

} // namespace autojit
