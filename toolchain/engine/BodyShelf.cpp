#include "BodyShelf.h"

#include "Locations.h"
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

void BodyShelf::forget() {
  const std::lock_guard Locked(Lock);
  Files.clear();
  Size = 0;
}

static std::unique_ptr<WritableMemoryBuffer> copyOf(StringRef Content) {
  std::unique_ptr<WritableMemoryBuffer> Copy = WritableMemoryBuffer::getNewUninitMemBuffer(Content.size(), "its body file");
  if (Copy)
    llvm::copy(Content, Copy->getBufferStart());
  return Copy;
}

Expected<std::shared_ptr<const BodyBytes>> BodyShelf::get(StringRef Path, ArrayRef<uint8_t> Id, StringRef Content) {
  if (auto Known = find(Id))
    return Known;
  if (Path.empty() && Content.empty())
    return createStringError("its store is gone or does not have this build; rebuild, or set AUTOJIT_STORE to the store it was built into");
  // A copy: what was checked must not change any more.
  auto File = Content.empty() ? readFile(Path, sizeof(autojit_body_header), BodyIndex::checkHead)
                              : Expected<std::unique_ptr<WritableMemoryBuffer>>(copyOf(Content));
  if (!File)
    return File.takeError();
  if (!*File)
    return createStringError("there is no memory for its body file");
  Expected<BodyIndex> Index = BodyIndex::read(StringRef((*File)->getBufferStart(), (*File)->getBufferSize()), Id);
  if (!Index)
    return Index.takeError();
  const std::optional<uint64_t> Locations = findLocations(Index->bitcode());
  if (Locations)
    toggleLocations((*File)->getBuffer().slice(static_cast<size_t>(Index->bitcode().data() - (*File)->getBufferStart())), *Locations);
  std::shared_ptr<const BodyBytes> Bytes(new BodyBytes{std::move(*File), std::move(*Index), Locations});
  keep(Id, Bytes);
  return Bytes;
}

} // namespace autojit
